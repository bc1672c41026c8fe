package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.MediumException;
import dev.revector.RemapReason;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Remap, release, fill, discard and zeros. */
final class EngineMoveTest {
  @Test
  void shouldMoveSectorsByHand() throws IOException {
    Rig rig = Rig.large();
    rig.target().remap(10, 10);
    assertEquals("........MMMMMMMMMMMMMMMM........", rig.states(0, 32));
    assertEquals(RemapReason.MANUAL, rig.target().runs(8, 1).get(0).reason());
    assertEquals(1, rig.target().status().runs());
    assertEquals(1, rig.store.commits.size());
    assertEquals(1, rig.spare().flushes);
    assertEquals(Rig.stamps(8, 16, 0), rig.read(8, 16));
    rig.target().remap(8, 16);
    assertEquals(1, rig.store.commits.size());
    rig.powerCut();
    assertEquals(Rig.stamps(8, 16, 0), rig.read(8, 16));
  }

  @Test
  void shouldMoveWhatIsReadableAndNameTheRest() throws IOException {
    Rig rig = Rig.large();
    rig.main.badReads.addAll(List.of(9L, 16L, 17L));
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.target().remap(8, 16));
    assertEquals(List.of(new Extent(9, 1), new Extent(16, 2)), e.sectors());
    assertEquals("MPMMMMMMPPMMMMMM", rig.states(8, 16));
    assertEquals(Rig.stamps(18, 6, 0), rig.read(18, 6));
  }

  @Test
  void shouldTakeNoSlotForWhatCannotBeRead() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(9L);
    assertThrows(UnreadableSectorException.class, () -> rig.target().remap(8, 3));
    assertEquals("MPM", rig.states(8, 3));
    assertEquals(2, rig.target().status().spares().get(0).used());
    rig.main.badReads.clear();
    rig.target().remap(8, 3);
    assertEquals("MMM", rig.states(8, 3));
    assertEquals(Rig.stamps(8, 3, 0), rig.read(8, 3));
  }

  @Test
  void shouldKeepTheOldSlotOfAUnitThatGainsNothing() throws IOException {
    Rig rig = Rig.large();
    rig.store.seed(EngineUnitTest.mapped(8, 4, 8));
    rig.spare().setContent(8, Rig.stamp(8, 5));
    rig.main.badReads.addAll(List.of(12L, 13L, 14L, 15L));
    assertThrows(UnreadableSectorException.class, () -> rig.target().remap(8, 8));
    assertEquals("MMMMPPPP", rig.states(8, 8));
    assertEquals(8, rig.target().runs(8, 1).get(0).spareSector());
    assertArrayEquals(Rig.stamp(8, 5), rig.read(8, 1).array());
  }

  @Test
  void shouldKeepWhatWasMovedWhenSparesRunOut() throws IOException {
    Rig rig = new Rig(8192, 1, 3000);
    SparesExhaustedException e =
        assertThrows(SparesExhaustedException.class, () -> rig.target().remap(0, 4096));
    assertEquals(null, e.getCause());
    assertEquals(2048, rig.target().status().remappedSectors());
    assertEquals(952, rig.target().status().spares().get(0).free());
    assertEquals(Rig.stamps(2040, 16, 0), rig.read(2040, 16));
  }

  @Test
  void shouldMoveSectorsBack() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.write(8, 8, 1);
    rig.main.badWrites.clear();
    rig.target().release(10, 1);
    assertEquals("........", rig.states(8, 8));
    assertEquals(8, rig.target().status().spares().get(0).free());
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
    rig.powerCut();
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
  }

  @Test
  void shouldKeepMappedWhatMainDoesNotHold() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.write(8, 8, 1);
    rig.main.lostWrites.add(12L);
    MediumException e = assertThrows(MediumException.class, () -> rig.target().release(8, 8));
    assertEquals(new Extent(10, 3), e.extent());
    assertEquals("..M.M...", rig.states(8, 8));
    assertEquals(1, rig.target().status().spares().get(0).used());
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
  }

  @Test
  void shouldReleasePendingSectorThatMainReadsNow() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.addAll(List.of(10L, 11L));
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    rig.main.badReads.remove(10L);
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.target().release(0, 64));
    assertEquals(List.of(new Extent(11, 1)), e.sectors());
    assertEquals("...P....", rig.states(8, 8));
    assertEquals(Rig.stamps(8, 3, 0), rig.read(8, 3));
  }

  @Test
  void shouldNotReleaseLostSectors() throws IOException {
    Rig rig = Rig.small();
    rig.store.seed(EngineUnitTest.lost(10, 1, 3));
    assertThrows(UnreadableSectorException.class, () -> rig.target().release(8, 8));
    assertEquals("L", rig.states(10, 1));
    assertEquals(1, rig.target().status().spares().get(0).used());
  }

  @Test
  void shouldNotReuseSlotsOfAnIndeterminateRelease() throws IOException {
    Rig rig = Rig.small();
    rig.target().remap(10, 1);
    rig.store.fault(changes -> new IndeterminateException("half"));
    assertThrows(IndeterminateException.class, () -> rig.target().release(10, 1));
    assertEquals(1, rig.target().status().spares().get(0).used());
    assertThrows(IndeterminateException.class, () -> rig.read(10, 1));
  }

  @Test
  void shouldFillOnlyWhatIsPendingOrLost() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    assertThrows(IllegalArgumentException.class, () -> rig.target().fill(10, Rig.stamps(10, 2, 3)));
    assertEquals("P.", rig.states(10, 2));
    assertEquals(Rig.stamps(11, 1, 0), rig.read(11, 1));
    ByteBuffer data = Rig.stamps(10, 1, 3);
    rig.target().fill(10, data);
    assertEquals(0, data.remaining());
    assertEquals(Rig.stamps(10, 1, 3), rig.read(10, 1));
    assertThrows(IllegalArgumentException.class, () -> rig.target().fill(10, Rig.stamps(10, 1, 4)));
  }

  @Test
  void shouldDiscardOnlyHealthySectors() throws IOException {
    Rig rig = Rig.small();
    rig.target().remap(10, 1);
    rig.main.badReads.add(12L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(12, 1));
    rig.target().discard(8, 8);
    assertEquals("..M.P...", rig.states(8, 8));
    assertEquals(Rig.stamps(10, 1, 0), rig.read(10, 1));
    assertThrows(UnreadableSectorException.class, () -> rig.read(12, 1));
    assertEquals(3, rig.main.discards);
    rig.target().discard(32, 8);
    assertEquals(4, rig.main.discards);
  }

  @Test
  void shouldWriteZeroesOverEverything() throws IOException {
    Rig rig = Rig.small();
    rig.target().remap(10, 1);
    rig.main.badReads.add(12L);
    rig.main.badWrites.add(14L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(12, 1));
    rig.target().writeZeroes(0, 64);
    assertEquals(ByteBuffer.allocate(64 * Rig.SECTOR), rig.read(0, 64));
    assertEquals("M...M", rig.states(10, 5));
    rig.target().flush();
    rig.powerCut();
    assertEquals(ByteBuffer.allocate(64 * Rig.SECTOR), rig.read(0, 64));
  }

  @Test
  void shouldZeroHealthySectorsByMainsOwnMeans() throws IOException {
    Rig rig = Rig.small();
    rig.target().writeZeroes(0, 64);
    assertEquals(1, rig.main.zeroes);
    assertEquals(0, rig.main.writes);
  }

  @Test
  void shouldRefuseRequestsOutside() throws IOException {
    Rig rig = Rig.small();
    assertThrows(IllegalArgumentException.class, () -> rig.read(64, 1));
    assertThrows(IllegalArgumentException.class, () -> rig.write(60, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> rig.target().remap(-1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> rig.target().read(0, ByteBuffer.allocate(100)));
    rig.target().read(64, ByteBuffer.allocate(0));
    assertTrue(rig.target().runs(0, 64).isEmpty());
  }
}

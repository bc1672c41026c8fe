package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.PairIdentity;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Units of eight sectors: requests that cover a part of one. */
final class EngineUnitTest {
  @Test
  void shouldTakeTheWholeUnitAlong() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    assertEquals("........MMMMMMMM........", rig.states(0, 24));
    assertEquals(Rig.stamps(8, 2, 0), rig.read(8, 2));
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    assertEquals(Rig.stamps(11, 5, 0), rig.read(11, 5));
    assertEquals(1, rig.spare().writes);
    rig.powerCut();
    assertEquals(Rig.stamps(11, 5, 0), rig.read(11, 5));
  }

  @Test
  void shouldNotInventWhatTheRestOfTheUnitHeld() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.main.badReads.addAll(List.of(12L, 13L));
    rig.write(10, 1, 1);
    assertEquals("MMMMPPMM", rig.states(8, 8));
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.read(0, 24));
    assertEquals(List.of(new Extent(12, 2)), e.sectors());
    assertEquals(Rig.stamps(14, 2, 0), rig.read(14, 2));
  }

  @Test
  void shouldEnterAFreshSlotWhenMoreSectorsOfAUnitMove() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.main.badReads.addAll(List.of(12L, 13L));
    rig.write(10, 1, 1);
    long before = rig.target().runs(10, 1).get(0).spareSector() / 8;
    rig.main.badWrites.add(12L);
    rig.write(12, 1, 2);
    assertEquals("MMMMMPMM", rig.states(8, 8));
    long after = rig.target().runs(10, 1).get(0).spareSector() / 8;
    assertTrue(before != after);
    assertEquals(1, rig.target().status().spares().get(0).used());
    assertEquals(0, rig.store.retired.size());
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    assertEquals(Rig.stamps(12, 1, 2), rig.read(12, 1));
    rig.powerCut();
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    assertEquals(Rig.stamps(12, 1, 2), rig.read(12, 1));
  }

  @Test
  void shouldOverwriteInPlaceWhatIsInTheSlot() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.write(11, 3, 2);
    assertEquals(1, rig.store.commits.size());
    assertEquals(Rig.stamps(11, 3, 2), rig.read(11, 3));
    assertEquals(Rig.stamps(14, 2, 0), rig.read(14, 2));
  }

  @Test
  void shouldLoseOnlyWhatTheOldSlotCannotGive() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.spare().badWrites.add(3L);
    rig.spare().badReads.add(5L);
    rig.write(11, 1, 2);
    assertEquals("MMMMMLMM", rig.states(8, 8));
    assertEquals(1, rig.store.retired.size());
    assertEquals(8, rig.store.retired.get(0).count());
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    assertEquals(Rig.stamps(11, 1, 2), rig.read(11, 1));
    assertThrows(UnreadableSectorException.class, () -> rig.read(13, 1));
    rig.write(13, 1, 3);
    assertEquals("MMMMMMMM", rig.states(8, 8));
    assertEquals(Rig.stamps(13, 1, 3), rig.read(13, 1));
  }

  /** Sectors 8 to 15 are mapped, but for 10, which is pending; the slot does not give 12. */
  private static Rig withASlotThatCanNotBeRead() throws IOException {
    Rig rig = Rig.large();
    rig.main.badReads.add(10L);
    rig.main.badWrites.add(8L);
    rig.write(8, 1, 1);
    assertEquals("MMPMMMMM", rig.states(8, 8));
    rig.main.badReads.clear();
    rig.spare().badReads.add(4L);
    return rig;
  }

  @Test
  void shouldLeaveWhatTheSlotDoesNotGiveWhereItIsWhenTheRestMoves() throws IOException {
    Rig rig = withASlotThatCanNotBeRead();
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.target().remap(8, 8));
    assertEquals(List.of(new Extent(12, 1)), e.sectors());
    assertTheRestMoved(rig, 0);
  }

  @Test
  void shouldLeaveWhatTheSlotDoesNotGiveWhereItIsWhenANeighbourIsWritten() throws IOException {
    Rig rig = withASlotThatCanNotBeRead();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 5);
    assertTheRestMoved(rig, 5);
  }

  private static void assertTheRestMoved(Rig rig, int version) throws IOException {
    assertEquals("MMMMQMMM", rig.states(8, 8));
    assertEquals(4, rig.target().runs(12, 1).get(0).spareSector());
    assertEquals(List.of(), rig.store.retired);
    assertEquals(2, rig.target().status().spares().get(0).used());
    assertEquals(Rig.stamps(8, 1, 1), rig.read(8, 1));
    assertEquals(Rig.stamps(10, 1, version), rig.read(10, 1));
    assertEquals(Rig.stamps(13, 3, 0), rig.read(13, 3));
    rig.powerCut();
    assertEquals("MMMMQMMM", rig.states(8, 8));
    rig.write(12, 1, 6);
    assertEquals("MMMMMMMM", rig.states(8, 8));
    assertEquals(Rig.stamps(12, 1, 6), rig.read(12, 1));
    assertEquals(1, rig.target().status().spares().get(0).used());
    assertEquals(0, rig.store.retired.get(0).sector());
  }

  /** A slot that failed reads before is no reason to give up a sector that still stands in it. */
  @Test
  void shouldKeepTheSecondSectorThatCanNotBeReadWhenTheFirstIsWritten() throws IOException {
    Rig rig = Rig.large();
    rig.main.badWrites.add(8L);
    rig.write(8, 1, 1);
    rig.spare().badReads.addAll(List.of(4L, 6L));
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    assertEquals("MMMMQMQM", rig.states(8, 8));
    rig.write(12, 1, 2);
    assertEquals("MMMMMMQM", rig.states(8, 8));
    assertEquals(6, rig.target().runs(14, 1).get(0).spareSector());
    rig.spare().badReads.clear();
    rig.write(14, 1, 3);
    assertEquals("MMMMMMMM", rig.states(8, 8));
    assertEquals(Rig.stamps(12, 1, 2), rig.read(12, 1));
  }

  @Test
  void shouldCureOnlyTheSectorThatIsWritten() throws IOException {
    Rig rig = Rig.large();
    rig.main.badReads.addAll(List.of(10L, 12L));
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    rig.write(10, 1, 1);
    assertEquals("....P...", rig.states(8, 8));
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    assertThrows(UnreadableSectorException.class, () -> rig.read(12, 1));
  }

  @Test
  void shouldFillLostSectorInItsOwnSlotWhenNoOtherIsFree() throws IOException {
    Rig rig = new Rig(64, 8, 1);
    rig.store.seed(lost(8, 8, 0));
    assertEquals("LLLLLLLL", rig.states(8, 8));
    rig.target().fill(8, Rig.stamps(8, 8, 4));
    assertEquals("MMMMMMMM", rig.states(8, 8));
    assertEquals(Rig.stamps(8, 8, 4), rig.read(8, 8));
  }

  @Test
  void shouldNotWriteOverFlushedBytesToFillALostSector() throws IOException {
    Rig rig = new Rig(64, 8, 1);
    rig.store.seed(mapped(8, 4, 0));
    rig.store.seed(lost(12, 4, 4));
    assertThrows(SparesExhaustedException.class, () -> rig.write(12, 4, 1));
    assertEquals("MMMMLLLL", rig.states(8, 8));
    assertEquals(0, rig.spare().writes);
  }

  @Test
  void shouldServeAUnitAtTheEndOfMain() throws IOException {
    Rig rig = new Rig(60, 8, 4);
    rig.main.badWrites.add(58L);
    rig.write(56, 4, 1);
    assertEquals("MMMM", rig.states(56, 4));
    assertEquals(Rig.stamps(56, 4, 1), rig.read(56, 4));
    rig.main.badWrites.clear();
    rig.target().release(56, 4);
    assertEquals("....", rig.states(56, 4));
    assertEquals(Rig.stamps(56, 4, 1), rig.read(56, 4));
  }

  @Test
  void shouldAddressSpareWithSmallerSectors() throws IOException {
    DeviceGeometry geometry = new DeviceGeometry(16, 4096, 4096);
    FaultyDisk main = new FaultyDisk("main", geometry);
    FaultyDisk spare = new FaultyDisk("spare", new DeviceGeometry(64, 512, 512));
    ListStore store =
        new ListStore(
            new PairIdentity(new UUID(1, 2), geometry, "main", 4096, List.of(8L), 0),
            List.of(spare));
    store.reserved.add(new Extent(0, 2));
    Settings settings = Rig.settings(main, List.of(spare));
    try (RemapTarget target = RemapEngine.open(settings, store, ListAllocator::new)) {
      main.badWrites.add(3L);
      ByteBuffer data = ByteBuffer.allocate(4096).put(0, (byte) 7);
      target.write(3, data.duplicate());
      ByteBuffer found = ByteBuffer.allocate(4096);
      target.read(3, found);
      assertEquals(data, found.flip());
      assertEquals(2, target.runs(3, 1).get(0).spareSector());
      assertEquals(7, spare.content(16)[0]);
    }
  }

  static MapRun mapped(long lba, int count, long sector) {
    return run(lba, count, sector, SectorState.MAPPED);
  }

  static MapRun lost(long lba, int count, long sector) {
    return run(lba, count, sector, SectorState.LOST);
  }

  static MapRun run(long lba, int count, long sector, SectorState state) {
    return new MapRun(lba, count, state, 0, sector, RemapReason.WRITE_ERROR, 0, 1);
  }
}

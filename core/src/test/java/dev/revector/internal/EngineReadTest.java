package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.PairStatus;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineReadTest {
  @Test
  void shouldReadHealthySectorsIntoTheCallersBuffer() throws IOException {
    Rig rig = Rig.small();
    ByteBuffer data = ByteBuffer.allocateDirect(10 * Rig.SECTOR).position(Rig.SECTOR);
    rig.target().read(3, data);
    assertEquals(data.limit(), data.position());
    assertEquals(Rig.stamps(3, 9, 0), data.position(Rig.SECTOR));
    assertEquals(1, rig.main.reads);
  }

  @Test
  void shouldNameExactlyTheBadSectors() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.addAll(List.of(10L, 11L, 14L));
    ByteBuffer data = ByteBuffer.allocate(16 * Rig.SECTOR);
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.target().read(4, data));
    assertEquals(List.of(new Extent(10, 2), new Extent(14, 1)), e.sectors());
    assertEquals(new Extent(10, 5), e.extent());
    assertEquals(6 * Rig.SECTOR, data.position());
    assertEquals(Rig.stamps(4, 6, 0), data.flip());
    assertEquals("......PP..P.....", rig.states(4, 16));
    assertEquals(1, rig.store.commits.size());
  }

  @Test
  void shouldNotTouchPendingSectorsAgain() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    int reads = rig.main.reads;
    rig.main.badReads.clear();
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    assertEquals(reads, rig.main.reads);
    assertEquals(1, rig.store.commits.size());
  }

  @Test
  void shouldReturnDataWhenRetrySucceeds() throws IOException {
    Rig rig = Rig.small();
    rig.main.shyReads.put(10L, 2);
    assertEquals(Rig.stamps(10, 1, 0), rig.read(10, 1));
    rig.main.shyReads.put(10L, 3);
    assertEquals(Rig.stamps(8, 8, 0), rig.read(8, 8));
    assertEquals(0, rig.store.commits.size());
  }

  @Test
  void shouldTryAsOftenAsAsked() throws IOException {
    Rig rig = Rig.small();
    rig.retries = 4;
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    assertEquals(5, rig.main.reads);
  }

  /** A write that was acknowledged after the error must not be hidden by a mark. */
  @Test
  void shouldAskMainOnceMoreBeforeItMarksEvenWithoutRetries() throws IOException {
    Rig rig = Rig.small();
    rig.retries = 0;
    rig.main.shyReads.put(10L, 1);
    assertEquals(Rig.stamps(10, 1, 0), rig.read(10, 1));
    assertEquals("........", rig.states(8, 8));
  }

  @Test
  void shouldReadTheRestOfAFailedRequest() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    ByteBuffer data = ByteBuffer.allocate(8 * Rig.SECTOR);
    assertThrows(UnreadableSectorException.class, () -> rig.target().read(8, data));
    assertEquals(Rig.stamps(11, 5, 0), data.limit(data.capacity()).position(3 * Rig.SECTOR));
  }

  @Test
  void shouldMarkUnreadableSlot() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.addAll(List.of(10L, 11L));
    rig.write(10, 2, 1);
    rig.spare().badReads.add(1L);
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    assertEquals(List.of(new Extent(11, 1)), e.sectors());
    assertEquals("..MQ....", rig.states(8, 8));
    assertEquals(1, rig.target().status().pendingSectors());
    rig.write(11, 1, 2);
    assertEquals("..MM....", rig.states(8, 8));
    assertEquals(Rig.stamps(11, 1, 2), rig.read(11, 1));
    assertEquals(1, rig.store.retired.get(0).sector());
  }

  @Test
  void shouldFailReadEvenIfMarkHasNoRoom() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    rig.store.fault(changes -> new SparesExhaustedException("no room"));
    UnreadableSectorException e =
        assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    assertEquals(List.of(new Extent(10, 1)), e.sectors());
    assertEquals(1, e.getSuppressed().length);
    assertEquals("........", rig.states(8, 8));
  }

  @Test
  void shouldFreezeOnlyTheSectorsOfAnIndeterminateMark() throws IOException {
    Rig rig = Rig.large();
    rig.main.badReads.add(10L);
    rig.store.fault(changes -> new IndeterminateException("half"));
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    assertThrows(IndeterminateException.class, () -> rig.read(8, 8));
    assertEquals(Rig.stamps(8, 2, 0), rig.read(8, 2));
    assertEquals(Rig.stamps(11, 5, 0), rig.read(11, 5));
  }

  @Test
  void shouldHealFromRedundancy() throws IOException {
    Rig rig = Rig.small();
    List<Extent> asked = new ArrayList<>();
    rig.redundancy =
        (lba, target) -> {
          int count = target.remaining() / Rig.SECTOR;
          asked.add(new Extent(lba, count));
          target.put(Rig.stamps(lba, count, 0));
          return true;
        };
    rig.main.badReads.addAll(List.of(10L, 11L, 14L));
    assertEquals(Rig.stamps(8, 8, 0), rig.read(8, 8));
    assertEquals(List.of(new Extent(10, 2), new Extent(14, 1)), asked);
    assertEquals("........", rig.states(8, 8));
    assertEquals(Rig.stamps(8, 8, 0), rig.read(8, 8));
    assertEquals(2, asked.size());
  }

  @Test
  void shouldHealOntoSpareWhenMainTakesNothing() throws IOException {
    Rig rig = Rig.small();
    rig.redundancy =
        (lba, target) -> {
          target.put(Rig.stamps(lba, 1, 0));
          return true;
        };
    rig.main.badReads.add(10L);
    rig.main.badWrites.add(10L);
    assertEquals(Rig.stamps(8, 8, 0), rig.read(8, 8));
    assertEquals("..M.....", rig.states(8, 8));
  }

  @Test
  void shouldFailWhenRedundancyHasNothing() throws IOException {
    Rig rig = Rig.small();
    rig.redundancy = (lba, target) -> false;
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    assertEquals("..P.....", rig.states(8, 8));
  }

  @Test
  void shouldNotHealOverANewerWrite() throws IOException {
    Rig rig = Rig.small();
    rig.redundancy =
        (lba, target) -> {
          rig.write(10, 1, 7);
          target.put(Rig.stamps(lba, 1, 0));
          return true;
        };
    rig.main.badReads.add(10L);
    rig.read(10, 1);
    assertEquals(Rig.stamps(10, 1, 7), rig.read(10, 1));
  }

  @Test
  void shouldReadOnWhilePoisoned() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.write(11, 1, 1);
    rig.main.failFlushes(new IOException("EIO"));
    assertThrows(IOException.class, () -> rig.target().flush());
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
    rig.main.badReads.add(20L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(20, 1));
    assertEquals(".", rig.states(20, 1));
  }

  @Test
  void shouldShowTheMapWithoutMain() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.readOnly = true;
    try (dev.revector.RemapTarget target =
        RemapEngine.open(rig.settings(null), rig.store, ListAllocator::new)) {
      PairStatus status = target.status();
      assertEquals("", status.mainPath());
      assertEquals(1, status.remappedSectors());
      assertEquals(64, target.geometry().sectors());
      BlockDeviceException e =
          assertThrows(
              BlockDeviceException.class, () -> target.read(0, ByteBuffer.allocate(Rig.SECTOR)));
      assertTrue(String.valueOf(e.getMessage()).startsWith("main is not given"));
    }
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.PoisonedException;
import dev.revector.RemapReason;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import dev.revector.spi.MapChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineWriteTest {
  @Test
  void shouldRemapSectorThatMainRefuses() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    ByteBuffer data = Rig.stamps(8, 8, 1);
    rig.target().write(8, data);
    assertEquals(0, data.remaining());
    assertEquals("..M.....", rig.states(8, 8));
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
    assertEquals(RemapReason.WRITE_ERROR, rig.target().runs(10, 1).get(0).reason());
    assertEquals(Rig.NOW, rig.target().runs(10, 1).get(0).timeSeconds());
    rig.target().flush();
    rig.powerCut();
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
  }

  @Test
  void shouldKeepAcknowledgedRemapThroughPowerCut() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.powerCut();
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
  }

  @Test
  void shouldRemapManySectorsWithOneWriteOneFlushOneCommit() throws IOException {
    Rig rig = Rig.small();
    for (long lba = 16; lba < 24; lba++) {
      rig.main.badWrites.add(lba);
    }
    rig.write(12, 16, 1);
    assertEquals(1, rig.spare().writes);
    assertEquals(1, rig.spare().flushes);
    assertEquals(1, rig.store.commits.size());
    assertEquals(1, rig.target().runs(0, 64).size());
    assertEquals(Rig.stamps(12, 16, 1), rig.read(12, 16));
  }

  @Test
  void shouldWriteRemappedSectorInItsSlot() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.write(8, 8, 2);
    assertEquals(1, rig.store.commits.size());
    assertEquals(Rig.stamps(8, 8, 2), rig.read(8, 8));
    rig.target().flush();
    rig.powerCut();
    assertEquals(Rig.stamps(8, 8, 2), rig.read(8, 8));
  }

  @Test
  void shouldNotRemapWhenRetrySucceeds() throws IOException {
    Rig rig = Rig.small();
    rig.main.shyWrites.put(10L, 2);
    rig.write(10, 1, 1);
    assertEquals(".", rig.states(10, 1));
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
  }

  @Test
  void shouldTakeNextSlotWhenSlotRefuses() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.addAll(List.of(10L, 11L, 12L));
    rig.spare().badWrites.add(1L);
    rig.write(10, 3, 1);
    assertEquals(Rig.stamps(10, 3, 1), rig.read(10, 3));
    assertEquals(1, rig.store.retired.size());
    assertEquals(1, rig.store.retired.get(0).sector());
    assertEquals(1, rig.store.commits.size());
    assertEquals(1, rig.target().status().spares().get(0).retired());
    rig.powerCut();
    assertEquals(Rig.stamps(10, 3, 1), rig.read(10, 3));
    assertEquals(1, rig.target().status().spares().get(0).retired());
  }

  @Test
  void shouldMoveToAnotherSlotWhenItsSlotFails() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.spare().badWrites.add(0L);
    rig.write(10, 1, 2);
    assertEquals(Rig.stamps(10, 1, 2), rig.read(10, 1));
    assertEquals(RemapReason.SPARE_ERROR, rig.target().runs(10, 1).get(0).reason());
    assertEquals(0, rig.store.retired.get(0).sector());
    assertEquals(1, rig.target().status().spares().get(0).used());
  }

  @Test
  void shouldNameOriginalErrorWhenSparesAreExhausted() throws IOException {
    Rig rig = new Rig(64, 1, 2);
    rig.main.badWrites.addAll(List.of(10L, 11L, 12L));
    SparesExhaustedException e =
        assertThrows(SparesExhaustedException.class, () -> rig.write(10, 3, 1));
    assertInstanceOf(MediumException.class, e.getCause());
    assertEquals(2, rig.target().status().spares().get(0).free());
    assertEquals(0, rig.store.commits.size());
    assertEquals("...", rig.states(10, 3));
    rig.write(10, 2, 1);
    assertEquals("MM.", rig.states(10, 3));
  }

  @Test
  void shouldGiveSlotsBackWhenMetadataIsFull() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.store.fault(changes -> new SparesExhaustedException("no room"));
    SparesExhaustedException e =
        assertThrows(SparesExhaustedException.class, () -> rig.write(10, 1, 1));
    assertInstanceOf(MediumException.class, e.getCause());
    assertEquals(16, rig.target().status().spares().get(0).free());
    assertEquals(".", rig.states(10, 1));
  }

  @Test
  void shouldFreezeSectorsAfterIndeterminateCommit() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.store.fault(changes -> new IndeterminateException("half"));
    assertThrows(IndeterminateException.class, () -> rig.write(10, 1, 1));
    assertThrows(IndeterminateException.class, () -> rig.read(10, 1));
    assertThrows(IndeterminateException.class, () -> rig.read(8, 8));
    assertThrows(PoisonedException.class, () -> rig.write(10, 1, 2));
    assertThrows(PoisonedException.class, () -> rig.write(20, 1, 2));
    assertThrows(PoisonedException.class, () -> rig.target().flush());
    assertEquals(Rig.stamps(20, 1, 0), rig.read(20, 1));
    assertEquals(1, rig.target().status().spares().get(0).used());
    assertTrue(rig.target().status().poisoned());
  }

  @Test
  void shouldTakeUnknownCommitFailureForIndeterminate() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.store.fault(changes -> new DeviceGoneException("spare is gone"));
    assertThrows(IndeterminateException.class, () -> rig.write(10, 1, 1));
    assertThrows(IndeterminateException.class, () -> rig.read(10, 1));
  }

  @Test
  void shouldPassOtherErrorsThrough() throws IOException {
    Rig rig = Rig.small();
    rig.target();
    rig.main.breakWith(new IOException("cable"));
    BlockDeviceException e = assertThrows(BlockDeviceException.class, () -> rig.write(10, 1, 1));
    assertEquals("broken: write", e.getMessage());
    assertThrows(BlockDeviceException.class, () -> rig.read(10, 1));
    rig.main.breakWith(null);
    assertEquals("", rig.states(10, 1).replace(".", ""));
    assertEquals(0, rig.store.commits.size());
    assertEquals(Rig.stamps(10, 1, 0), rig.read(10, 1));
  }

  @Test
  void shouldPoisonWhenFlushBeforeCommitFails() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.target();
    rig.spare().failFlushes(new IOException("EIO"));
    assertThrows(PoisonedException.class, () -> rig.write(10, 1, 1));
    assertEquals(0, rig.store.commits.size());
    rig.spare().failFlushes(null);
    assertThrows(PoisonedException.class, () -> rig.write(10, 1, 1));
    assertEquals(1, rig.spare().flushes);
    assertEquals(Rig.stamps(10, 1, 0), rig.read(10, 1));
  }

  @Test
  void shouldCurePendingSectorThatMainTakes() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    assertEquals("P", rig.states(10, 1));
    rig.write(10, 1, 1);
    assertEquals(".", rig.states(10, 1));
    assertInstanceOf(
        MapChange.Remove.class, rig.store.commits.get(rig.store.commits.size() - 1).get(0));
    rig.powerCut();
    assertEquals(Rig.stamps(10, 1, 1), rig.read(10, 1));
  }

  @Test
  void shouldRemapPendingSectorThatMainDoesNotTake() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(8, 8));
    rig.main.badWrites.add(10L);
    rig.write(8, 8, 1);
    assertEquals("..M.....", rig.states(8, 8));
    assertEquals(Rig.stamps(8, 8, 1), rig.read(8, 8));
  }

  @Test
  void shouldRemapPendingSectorThatMainDoesNotGiveBack() throws IOException {
    Rig rig = Rig.small();
    rig.main.badReads.add(10L);
    assertThrows(UnreadableSectorException.class, () -> rig.read(10, 1));
    rig.main.badReads.clear();
    rig.main.lostWrites.add(10L);
    rig.write(10, 1, 1);
    assertEquals("M", rig.states(10, 1));
    assertArrayEquals(Rig.stamp(10, 1), rig.read(10, 1).array());
  }

  @Test
  void shouldSplitCommitsThatAreTooLarge() throws IOException {
    Rig rig = new Rig(64, 1, 40);
    rig.store.maxChanges = 4;
    for (long lba = 0; lba < 40; lba += 2) {
      rig.main.badWrites.add(lba);
    }
    rig.write(0, 40, 1);
    assertEquals(5, rig.store.commits.size());
    assertEquals(1, rig.spare().flushes);
    assertEquals(Rig.stamps(0, 40, 1), rig.read(0, 40));
    assertEquals(20, rig.target().status().runs());
  }

  @Test
  void shouldCountErrorsOfASector() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.spare().badWrites.add(0L);
    rig.write(10, 1, 2);
    MapRun run = rig.target().runs(10, 1).get(0);
    assertEquals(2, run.errors());
  }

  @Test
  void shouldNotBurnAllSlotsOfADeadSpare() throws IOException {
    Rig rig = new Rig(64, 1, 60);
    rig.main.badWrites.add(10L);
    for (long slot = 0; slot < 60; slot++) {
      rig.spare().badWrites.add(slot);
    }
    SparesExhaustedException e =
        assertThrows(SparesExhaustedException.class, () -> rig.write(10, 1, 1));
    assertInstanceOf(MediumException.class, e.getCause());
    assertEquals(0, rig.store.retired.size());
    assertTrue(rig.target().status().spares().get(0).free() >= 20);
    rig.powerCut();
    assertEquals(60, rig.target().status().spares().get(0).free());
  }

  @Test
  void shouldGoOnWithTheNextSpare() throws IOException {
    Rig rig = new Rig(64, 1, 2, 4);
    for (long lba = 10; lba < 15; lba++) {
      rig.main.badWrites.add(lba);
    }
    rig.write(8, 8, 1);
    assertEquals("..MMMMM.", rig.states(8, 8));
    assertEquals(1, rig.target().runs(12, 1).get(0).spare());
    assertEquals(3, rig.target().status().spares().get(1).used());
    assertEquals(1, rig.spares.get(1).flushes);
    rig.powerCut();
    assertEquals(Rig.stamps(10, 5, 1), rig.read(10, 5));
  }
}

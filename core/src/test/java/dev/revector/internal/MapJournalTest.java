package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.PoisonedException;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commits that end in something else than an error of the disk. */
final class MapJournalTest {
  private static void runOut(Rig rig) {
    rig.store.fault(
        changes -> {
          throw new OutOfMemoryError("test");
        });
  }

  private static long used(Rig rig) throws IOException {
    return rig.target().status().spares().get(0).used();
  }

  /** The commit may be durable: were the write tried again on main, an opening could hide it. */
  @Test
  void shouldTakeACommitThatRanOutOfMemoryForOpen() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    runOut(rig);
    assertThrows(OutOfMemoryError.class, () -> rig.write(10, 1, 1));
    rig.main.badWrites.clear();
    assertThrows(PoisonedException.class, () -> rig.write(10, 1, 2));
    assertThrows(PoisonedException.class, () -> rig.target().flush());
    assertThrows(IndeterminateException.class, () -> rig.read(10, 1));
    assertEquals(Rig.stamps(11, 1, 0), rig.read(11, 1));
    assertEquals(1, used(rig));
  }

  @Test
  void shouldKeepTheSlotWhoseReleaseRanOutOfMemory() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    rig.main.badWrites.clear();
    runOut(rig);
    assertThrows(OutOfMemoryError.class, () -> rig.target().release(10, 1));
    assertThrows(IndeterminateException.class, () -> rig.read(10, 1));
    assertEquals(1, used(rig));
  }

  /** A table of eight sectors has no cell for the run. */
  @Test
  void shouldFreezeWhatIsDurableButCanNotBePublished() {
    Rig rig = Rig.small();
    Gate gate = new Gate(false);
    MapJournal journal = new MapJournal(rig.store, new RemapTable(8), gate);
    MapRun run = EngineUnitTest.run(1 << 20, 1, 0, SectorState.LOST);
    IndeterminateException e =
        assertThrows(
            IndeterminateException.class, () -> journal.commit(List.of(new MapChange.Put(run))));
    assertEquals(1, rig.store.commits.size());
    PoisonedException refused = assertThrows(PoisonedException.class, gate::checkWritable);
    assertSame(e.getCause(), refused.getCause());
    assertThrows(IndeterminateException.class, () -> gate.checkFrozen(1 << 20, 1));
  }
}

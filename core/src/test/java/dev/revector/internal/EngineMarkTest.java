package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.RemapReason;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sectors that are pending on someone else's word. */
final class EngineMarkTest {
  @Test
  void shouldNameEachSectorOnceOfMoreThanARunHolds() throws IOException {
    Rig rig = new Rig(1 << 18, 1, 16);
    List<Extent> marked = List.of(new Extent(1, 131_070));
    assertEquals(131_070, rig.target().markPending(marked, RemapReason.READ_ERROR));
    List<MapRun> runs = rig.target().runs(0, 1 << 18);
    assertEquals(List.of(1L, 65_536L), runs.stream().map(MapRun::lba).toList());
    assertEquals(131_071, runs.get(1).end());
    rig.target().release(70_000, 1);
    assertEquals(131_069, rig.target().status().pendingSectors());
  }

  @Test
  void shouldMarkInOneCommitAndLeaveTheMapAlone() throws IOException {
    Rig rig = Rig.small();
    rig.target().remap(5, 1);
    int commits = rig.store.commits.size();
    List<Extent> sectors =
        List.of(new Extent(20, 2), new Extent(3, 4), new Extent(4, 3), new Extent(21, 1));
    assertEquals(5, rig.target().markPending(sectors, RemapReason.IMPORTED));
    assertEquals("...PPMP.............PP..", rig.states(0, 24));
    assertEquals(commits + 1, rig.store.commits.size());
    MapRun run = rig.target().runs(20, 2).get(0);
    assertEquals(RemapReason.IMPORTED, run.reason());
    assertEquals(2, run.count());
    assertEquals(RemapReason.MANUAL, rig.target().runs(5, 1).get(0).reason());
    assertArrayEquals(Rig.stamp(5, 0), rig.read(5, 1).array());
    assertThrows(UnreadableSectorException.class, () -> rig.read(4, 1));
    assertEquals(0, rig.target().markPending(sectors, RemapReason.IMPORTED));
    assertEquals(commits + 1, rig.store.commits.size());
    rig.powerCut();
    assertEquals("...PPMP.............PP..", rig.states(0, 24));
  }

  @Test
  void shouldCutLongRunsAndManySections() throws IOException {
    Rig rig = new Rig(200_000, 1, 16);
    assertEquals(
        200_000, rig.target().markPending(List.of(new Extent(0, 200_000)), RemapReason.IMPORTED));
    assertEquals(200_000, rig.target().status().pendingSectors());
    assertEquals(4, rig.target().status().runs() + rig.target().runs(0, 200_000).size());
  }

  @Test
  void shouldRefuseAsAWholeWhatLiesOutside() throws IOException {
    Rig rig = Rig.small();
    List<Extent> sectors = List.of(new Extent(1, 1), new Extent(63, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> rig.target().markPending(sectors, RemapReason.IMPORTED));
    assertEquals(0, rig.store.commits.size());
    assertEquals(0, rig.target().markPending(List.of(), RemapReason.IMPORTED));
    rig.powerCut();
    rig.readOnly = true;
    assertThrows(
        ReadOnlyDeviceException.class,
        () -> rig.target().markPending(List.of(new Extent(1, 1)), RemapReason.IMPORTED));
  }

  @Test
  void shouldBeWrittenFilledReleasedOrMovedLikeAnyPendingSector() throws IOException {
    Rig rig = Rig.small();
    rig.target().markPending(List.of(new Extent(8, 8)), RemapReason.IMPORTED);
    rig.write(8, 1, 1);
    rig.target().release(9, 1);
    rig.target().remap(10, 2, RemapReason.IMPORTED);
    assertEquals("..MMPPPP", rig.states(8, 8));
    assertEquals(RemapReason.IMPORTED, rig.target().runs(10, 1).get(0).reason());
    assertArrayEquals(Rig.stamp(8, 1), rig.read(8, 1).array());
    assertArrayEquals(Rig.stamp(9, 0), rig.read(9, 1).array());
    assertEquals(Rig.stamps(10, 2, 0), rig.read(10, 2));
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.PairStatus;
import dev.revector.PairStatus.State;
import dev.revector.SectorState;
import dev.revector.internal.SparePool.Slots;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an opened pair knows, and what it refuses to open. */
final class OpeningTest {
  @Test
  void shouldKnowEverySlotAfterOpening() throws IOException {
    Rig rig = Rig.large();
    rig.store.reserved.add(new Extent(0, 4));
    rig.store.reserved.add(new Extent(4, 4));
    rig.store.retired.add(new SpareRun(0, 8, 8));
    rig.store.seed(EngineUnitTest.mapped(8, 2, 16));
    rig.store.seed(EngineUnitTest.lost(10, 1, 18));
    rig.store.seed(EngineUnitTest.mapped(12, 12, 20));
    rig.store.seed(EngineUnitTest.run(40, 2, 0, SectorState.PENDING));
    PairStatus.Spare spare = rig.target().status().spares().get(0);
    assertEquals(new PairStatus.Spare("spare0", 64, 8, 2, 4, 1, 8, 0), spare);
    assertEquals("MML.MMMMMMMMMMMM", rig.states(8, 16));
    assertEquals(14, rig.target().status().remappedSectors());
    assertEquals(State.FAILED, rig.target().status().state());
  }

  @Test
  void shouldLetTheStoreGrowIntoFreeSlots() throws IOException {
    Rig rig = Rig.large();
    rig.target().remap(0, 8);
    dev.revector.spi.SpareSpace space = Objects.requireNonNull(rig.store.space);
    assertFalse(space.tryReserve(0, 7, 2));
    assertEquals(8, space.findFree(0, 12, 4));
    assertTrue(space.tryReserve(0, 8, 12));
    assertEquals(-1, space.findFree(0, 48, 1));
    rig.target().remap(8, 8);
    assertEquals(24, rig.target().runs(8, 1).get(0).spareSector());
  }

  @Test
  void shouldRefuseTwoUnitsOnOneSlot() {
    refuses(Rig.large(), EngineUnitTest.mapped(0, 2, 8), EngineUnitTest.mapped(10, 2, 10));
  }

  @Test
  void shouldRefuseRunsOutside() {
    refuses(Rig.large(), EngineUnitTest.mapped(60, 8, 12));
    refuses(Rig.large(), EngineUnitTest.mapped(0, 8, 64));
    refuses(Rig.large(), EngineUnitTest.mapped(0, 2, 3));
  }

  @Test
  void shouldRefuseARunOnMetadata() {
    Rig rig = Rig.large();
    rig.store.reserved.add(new Extent(8, 1));
    refuses(rig, EngineUnitTest.mapped(0, 8, 8));
  }

  @Test
  void shouldRefuseARunOnARetiredSlot() {
    Rig rig = Rig.large();
    rig.store.retired.add(new SpareRun(0, 8, 8));
    refuses(rig, EngineUnitTest.mapped(0, 8, 8));
  }

  private static void refuses(Rig rig, MapRun... runs) {
    for (MapRun run : runs) {
      rig.store.seed(run);
    }
    MetadataDamagedException e = assertThrows(MetadataDamagedException.class, rig::target);
    assertEquals(MetadataDamagedException.Kind.INCONSISTENT, e.kind());
    assertEquals(1, rig.store.closes);
    assertEquals(0, rig.main.closes + rig.spare().closes);
  }

  @Test
  void shouldSumUpTheState() throws IOException {
    Counts none = new Counts(0, 0, 0, 0, 0);
    Slots free = new Slots(100, 0, 90, 0, 10, 0);
    assertEquals(State.HEALTHY, StatusReport.state(none, free, true, false));
    assertEquals(100, StatusReport.health(none, free, true, false));
    Counts pending = new Counts(1, 0, 0, 1, 0);
    assertEquals(State.ATTENTION, StatusReport.state(pending, free, true, false));
    Slots few = new Slots(100, 82, 8, 0, 10, 0);
    assertEquals(State.ATTENTION, StatusReport.state(none, few, true, false));
    assertEquals(State.DEGRADED, StatusReport.state(pending, free, false, false));
    Slots full = new Slots(100, 90, 0, 0, 10, 0);
    assertEquals(State.FAILED, StatusReport.state(none, full, true, false));
    assertEquals(State.FAILED, StatusReport.state(new Counts(1, 1, 0, 0, 1), free, true, false));
    assertEquals(State.FAILED, StatusReport.state(none, free, true, true));
    assertEquals(0, StatusReport.health(none, free, true, true));
    Rig rig = Rig.small();
    rig.store.copyState = CopyState.DAMAGED;
    assertEquals(State.DEGRADED, rig.target().status().state());
    assertEquals(80, rig.target().status().health());
  }
}

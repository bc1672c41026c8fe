package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A place that the witnesses name is no place for a copy again, even when the power went before it
 * was retired and it takes writes by now.
 */
class NamedPlaceTest {
  private static final int COPY = 0;

  private static Copy copy(MetadataStore store) {
    return store.status().copies().get(COPY);
  }

  private static void failAndCommit(SimulatedDisk spare, MetadataStore store, long lba)
      throws IOException {
    Spares.failWrites(spare, store, COPY);
    store.commit(List.of(StoreFixture.put(lba, 1500 + lba)));
  }

  @Test
  void shouldNotBuildACopyWhereAWitnessSaysThatItLeft() throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(1 << 20, 512);
    SpareExtent left = copy(StoreFixture.create(fresh, "linear", 3)).extents().get(0);
    boolean finished = false;
    for (int at = 1; !finished; at++) {
      SimulatedDisk spare = fresh.copy();
      MetadataStore store = StoreFixture.open(spare);
      spare.cutAfter(at);
      try {
        failAndCommit(spare, store, 8);
        finished = true;
      } catch (IOException e) {
        // The power went.
      }
      SimulatedDisk later = spare.powerCut(PowerCut.all());
      later.faults().clear();
      store = StoreFixture.open(later);
      boolean moved = !copy(store).extents().get(0).equals(left);
      failAndCommit(later, store, 16);
      MetadataStore reader = StoreFixture.open(later.powerCut(PowerCut.none()), true);
      assertTrue(StoreFixture.map(reader).containsKey(16L));
      if (moved) {
        assertNotEquals(left, copy(store).extents().get(0), "cut at " + at);
      }
      assertEquals(copy(store).extents(), copy(reader).extents(), "cut at " + at);
      assertEquals(CopyState.VALID, copy(reader).state(), "cut at " + at);
    }
  }

  /** Data there would cover the fence, and an old header behind it would count again. */
  @Test
  void shouldRetireThePlaceThatACopyHadLeftWhenThePowerWent() throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(1 << 20, 512);
    SpareExtent left = copy(StoreFixture.create(fresh, "linear", 3)).extents().get(0);
    boolean finished = false;
    int moved = 0;
    for (int at = 1; !finished; at++) {
      SimulatedDisk spare = fresh.copy();
      MetadataStore store = StoreFixture.open(spare);
      spare.cutAfter(at);
      try {
        failAndCommit(spare, store, 8);
        finished = true;
      } catch (IOException e) {
        // The power went.
      }
      SimulatedDisk later = spare.powerCut(PowerCut.all());
      later.faults().clear();
      store = StoreFixture.open(later);
      if (!copy(store).extents().get(0).equals(left)) {
        moved++;
        store.commit(List.of(StoreFixture.put(16, 1516)));
        List<SpareRun> retired = new ArrayList<>();
        StoreFixture.open(later.powerCut(PowerCut.none()), true).forEachRetired(retired::add);
        SpareRun expected = new SpareRun(left.spare(), left.sector(), (int) left.sectors());
        assertEquals(List.of(expected), retired, "cut at " + at);
      }
    }
    assertTrue(moved > 1, "no cut came in between");
  }
}

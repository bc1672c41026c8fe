package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataStatus;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cuts the power at every operation of a workload, tears what was not flushed, cuts again inside
 * the next opening, and demands: every acknowledged change is there, the one in flight is there
 * wholly or not at all, and the opening after that finds nothing to mend.
 */
class StorePowerCutTest {
  private static final int CUTS_EACH = 2;

  /** What a workload had acknowledged when the power went, and what was in flight. */
  private static final class Progress {
    final TreeMap<Long, Long> acknowledged = new TreeMap<>();
    TreeMap<Long, Long> next = new TreeMap<>();
  }

  @ParameterizedTest
  @CsvSource({
    "36864, 1, 512",
    "65536, 2, 512",
    "524288, 3, 512",
    "2097152, 4, 512",
    "4194304, 5, 512",
    "8388608, 8, 512",
    "294912, 1, 4096",
    "33554432, 5, 4096"
  })
  void shouldKeepWhatItAcknowledged(long bytes, int copies, int block) throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(bytes, block);
    StoreFixture.create(fresh, "minimal", copies).close();
    for (int at = 0; ; at++) {
      Progress progress = new Progress();
      SimulatedDisk spare = fresh.copy();
      spare.cutAfter(at);
      boolean finished = work(spare, progress);
      for (int cut = 0; cut < CUTS_EACH; cut++) {
        long seed = at * 31L + cut;
        verify(spare.powerCut(torn(seed)), progress, "cut at " + at + ", seed " + seed);
      }
      if (finished) {
        assertTrue(at > 50, "the workload is too short to mean anything: operations=" + at);
        return;
      }
    }
  }

  private static PowerCut torn(long seed) {
    return PowerCut.random(seed, 20, seed % 2 == 0 ? PowerCut.GARBAGE : PowerCut.UNREADABLE);
  }

  /** Opens, then changes the map; false when the power went before the end. */
  private static boolean work(SimulatedDisk spare, Progress progress) {
    Random random = new Random(42);
    try {
      MetadataStore store = StoreFixture.open(spare);
      for (int i = 0; i < 24; i++) {
        List<MapChange> changes = changes(random, progress, spare);
        store.commit(changes);
        progress.acknowledged.clear();
        progress.acknowledged.putAll(progress.next);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<MapChange> changes(Random random, Progress progress, SimulatedDisk spare) {
    progress.next = new TreeMap<>(progress.acknowledged);
    List<MapChange> changes = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      long lba = random.nextInt(40) * 8L;
      if (random.nextInt(4) == 0) {
        changes.add(new MapChange.Remove(lba, 8));
        progress.next.subMap(lba, lba + 8).clear();
      } else {
        // Places on the spare do not matter here: the store never looks at them.
        long sector = random.nextInt((int) spare.geometry().sectors() - 8);
        changes.add(StoreFixture.put(lba, sector));
        progress.next.put(lba, sector);
      }
    }
    return changes;
  }

  private static void verify(SimulatedDisk spare, Progress progress, String where)
      throws IOException {
    SimulatedDisk again = spare.copy();
    Random random = new Random(where.hashCode());
    again.cutAfter(random.nextInt(60));
    Map<Long, Long> served = null;
    try {
      served = StoreFixture.map(StoreFixture.open(again, false));
    } catch (IOException e) {
      // The power went again, inside the opening.
    }
    again = again.powerCut(torn(random.nextLong()));
    MetadataStore store;
    try {
      store = StoreFixture.open(again, false);
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
    Map<Long, Long> found = StoreFixture.map(store);
    assertTrue(
        found.equals(progress.acknowledged) || found.equals(progress.next),
        () -> where + ": found " + found + " acknowledged " + progress.acknowledged);
    if (served != null) {
      assertEquals(served, found, where + ": a state that was served changed");
    }
    SimulatedDisk third = again.powerCut(PowerCut.none());
    MetadataStore reader = StoreFixture.open(third, true);
    assertEquals(List.of(), reader.check(false).findings(), where);
    assertEquals(found, StoreFixture.map(reader), where);
    assertTrue(
        reader.status().copies().stream()
            .allMatch(copy -> copy.state() == MetadataStatus.CopyState.VALID),
        where);
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.IndeterminateException;
import dev.revector.PoisonedException;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.Operation.Kind;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A flush that fails, or a device that goes, in the middle of a commit or a checkpoint. */
class FlushFailureTest {
  /** Commits enough to go round the ring, so that the failure meets checkpoints too. */
  private static final int COMMITS = 80;

  enum Failure {
    FLUSH,
    FLUSH_AND_DROP,
    GONE
  }

  @ParameterizedTest
  @CsvSource({
    "1, FLUSH",
    "2, FLUSH",
    "3, FLUSH_AND_DROP",
    "5, FLUSH",
    "5, FLUSH_AND_DROP",
    "1, FLUSH_AND_DROP",
    "3, GONE",
    "1, GONE",
  })
  void shouldLeaveTheOutcomeOpen(int copies, Failure failure) throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(8 << 20, 512);
    StoreFixture.create(fresh, "linear", copies).close();
    int failures = 0;
    for (int at = 0; ; at += failure == Failure.GONE ? 7 : 1) {
      SimulatedDisk spare = fresh.copy();
      if (!failAt(spare, at, failure)) {
        break;
      }
      failures++;
    }
    assertTrue(failures > COMMITS / 2, "too few to mean anything: failures=" + failures);
  }

  /** Works until request {@code at} fails; false when there were not so many. */
  private static boolean failAt(SimulatedDisk spare, int at, Failure failure) throws IOException {
    MetadataStore store = StoreFixture.open(spare, false);
    arm(spare, at, failure);
    for (int i = 0; i < COMMITS; i++) {
      int lba = i * 8;
      try {
        store.commit(List.of(StoreFixture.put(lba, 100 + i)));
      } catch (IndeterminateException e) {
        assertPoisoned(spare, store);
        reopen(spare, i, at);
        return true;
      }
    }
    return false;
  }

  private static void arm(SimulatedDisk spare, int at, Failure failure) {
    if (failure == Failure.GONE) {
      spare.cutAfter(at);
      return;
    }
    AtomicInteger left = new AtomicInteger(at);
    spare.listen(
        operation -> {
          if (operation.kind() == Kind.FLUSH && left.getAndDecrement() == 0) {
            if (failure == Failure.FLUSH) {
              spare.faults().failFlushes(1);
            } else {
              spare.faults().failFlushesAndDrop(1);
            }
          }
        });
  }

  private static void assertPoisoned(SimulatedDisk spare, MetadataStore store) throws IOException {
    spare.listen(operation -> {});
    long written = spare.counters().writes();
    Map<Long, Long> map = StoreFixture.map(store);
    for (int i = 0; i < 2; i++) {
      assertThrows(
          PoisonedException.class, () -> store.commit(List.of(StoreFixture.put(1 << 20, 5))));
      assertThrows(PoisonedException.class, () -> store.check(true));
    }
    assertEquals(written, spare.counters().writes(), "wrote after a failed flush");
    assertEquals(map, StoreFixture.map(store), "the map that is served changed");
  }

  private static void reopen(SimulatedDisk spare, int acknowledged, int seed) throws IOException {
    SimulatedDisk cut = spare.powerCut(PowerCut.random(seed, 20, PowerCut.GARBAGE));
    for (SimulatedDisk disk : List.of(cut, spare.powerCut(PowerCut.none()))) {
      Map<Long, Long> map = StoreFixture.map(StoreFixture.open(disk, false));
      String where = "acknowledged=" + acknowledged + ", seed=" + seed;
      assertTrue(map.size() == acknowledged || map.size() == acknowledged + 1, where + map);
      for (int i = 0; i < map.size(); i++) {
        assertEquals(100L + i, map.get(i * 8L), where);
      }
      assertEquals(List.of(), StoreFixture.open(disk, true).check(false).findings(), where);
    }
  }
}

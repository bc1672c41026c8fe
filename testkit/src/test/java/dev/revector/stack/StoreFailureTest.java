package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.IndeterminateException;
import dev.revector.MetadataCheck.Finding;
import dev.revector.PoisonedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What a store refuses, what a failure leaves, and that nothing keeps other threads out. */
@Timeout(60)
class StoreFailureTest {
  private final SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
  private final MetadataStore store = create(spare);

  private static MetadataStore create(SimulatedDisk spare) {
    try {
      return StoreFixture.create(spare, "linear", 3);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldPoisonAfterACommitThatFailedHalfWay() throws IOException {
    store.commit(List.of(StoreFixture.put(8, 600)));
    spare.faults().failFlushes(1);
    IndeterminateException failed =
        assertThrows(
            IndeterminateException.class, () -> store.commit(List.of(StoreFixture.put(16, 601))));
    PoisonedException refused =
        assertThrows(
            PoisonedException.class, () -> store.commit(List.of(StoreFixture.put(24, 602))));
    assertSame(failed.getCause(), refused.getCause());
    assertThrows(PoisonedException.class, () -> store.check(false));
    assertThrows(PoisonedException.class, () -> store.check(true));
    assertEquals(Map.of(8L, 600L), StoreFixture.map(store));
  }

  @Test
  void shouldPoisonAfterARepairThatFailedHalfWay() {
    spare.corrupt(1, 1, 99);
    spare.faults().failFlushes(1);
    IndeterminateException failed =
        assertThrows(IndeterminateException.class, () -> store.check(true));
    PoisonedException refused =
        assertThrows(
            PoisonedException.class, () -> store.commit(List.of(StoreFixture.put(24, 602))));
    assertSame(failed.getCause(), refused.getCause());
  }

  @Test
  void shouldTellWhatItMended() throws IOException {
    spare.corrupt(1, 1, 99);
    assertEquals(
        List.of(false), store.check(false).findings().stream().map(Finding::repaired).toList());
    assertEquals(
        List.of(true), store.check(true).findings().stream().map(Finding::repaired).toList());
    assertEquals(List.of(), store.check(false).findings());
  }

  @Test
  void shouldLetOthersInAfterACheckThatIsRefused() throws Exception {
    spare.faults().failFlushes(1);
    assertThrows(
        IndeterminateException.class, () -> store.commit(List.of(StoreFixture.put(16, 601))));
    assertThrows(PoisonedException.class, () -> store.check(false));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertEquals(3, other.submit(store::status).get().copies().size());
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void shouldTakeChangesThatTouchInAnyOrderAndNoneThatOverlap() throws IOException {
    MapChange late = new MapChange.Put(StoreFixture.run(12, 2, 700));
    MapChange early = new MapChange.Put(StoreFixture.run(8, 4, 800));
    MapChange over = new MapChange.Put(StoreFixture.run(9, 4, 900));
    MapChange retired = new MapChange.Retire(new SpareRun(0, 1000, 50));
    for (List<MapChange> overlapping : List.of(List.of(late, over), List.of(over, early))) {
      assertThrows(IllegalArgumentException.class, () -> store.commit(overlapping));
    }
    store.commit(List.of(late, early, retired));
    assertEquals(6, StoreFixture.map(store).size());
    MapChange first = new MapChange.Put(StoreFixture.run(0, 1, 950));
    MapChange more = new MapChange.Retire(new SpareRun(0, 2000, 5));
    store.commit(List.of(more, first));
    assertEquals(7, StoreFixture.map(store).size());
  }

  @Test
  void shouldLetOthersInAfterEveryCall() throws Exception {
    List<Executable> calls =
        List.of(
            () -> store.status(),
            () -> store.reservation(0),
            () -> store.forEachRun(run -> {}),
            () -> store.forEachRetired(run -> {}),
            () -> store.check(false),
            () -> store.check(true),
            () -> store.commit(List.of(StoreFixture.put(8, 600))),
            () -> assertThrows(IllegalStateException.class, () -> store.forEachRun(one -> stop())));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      for (Executable call : calls) {
        other.submit(() -> assertDoesNotThrow(call)).get();
        store.commit(List.of(StoreFixture.put(16, 601)));
      }
    } finally {
      other.shutdownNow();
    }
  }

  private static void stop() {
    throw new IllegalStateException();
  }
}

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
import dev.revector.testkit.Operation.Kind;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
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

  /** The thread that writes for others dies; they must be told, not wait for it. */
  @Test
  void shouldTellEveryoneOfACommitThatRanOutOfMemory() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger flushes = new AtomicInteger();
    spare.listen(
        operation -> {
          int flush = operation.kind() == Kind.FLUSH ? flushes.incrementAndGet() : 0;
          if (flush == 1) {
            writing.countDown();
            awaitQuietly(go);
          } else if (flush == 3) {
            throw new OutOfMemoryError("test");
          }
        });
    List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int lba : List.of(8, 16, 24)) {
      Thread thread = committer(lba, told);
      threads.add(thread);
      thread.start();
      writing.await();
      while (lba > 8 && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(
        Set.of(OutOfMemoryError.class, IndeterminateException.class),
        told.stream().map(Throwable::getClass).collect(Collectors.toSet()));
    assertEquals(2, told.size());
    assertThrows(PoisonedException.class, () -> store.commit(List.of(StoreFixture.put(32, 603))));
  }

  private Thread committer(int lba, List<Throwable> told) {
    Thread thread =
        new Thread(
            () -> {
              try {
                store.commit(List.of(StoreFixture.put(lba, 600 + lba)));
              } catch (Throwable e) {
                told.add(e);
              }
            });
    thread.setDaemon(true);
    return thread;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

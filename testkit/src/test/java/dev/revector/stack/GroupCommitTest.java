package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.Operation.Kind;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commits of many threads at once. */
@Timeout(60)
class GroupCommitTest {
  private static final int THREADS = 8;
  private static final int EACH = 50;

  @Test
  void shouldKeepWhatEveryThreadWasPromised() throws Exception {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = StoreFixture.create(spare, "geometric", 5);
    Map<Long, Long> promised = new ConcurrentHashMap<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int number = t;
      threads.add(new Thread(() -> commitAll(store, number, promised, failure)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get(), () -> failure.get().toString());
    assertEquals(THREADS * EACH, promised.size());
    SimulatedDisk cut = spare.powerCut(PowerCut.none());
    assertEquals(promised, StoreFixture.map(StoreFixture.open(cut, false)));
  }

  private static void commitAll(
      MetadataStore store,
      int number,
      Map<Long, Long> promised,
      AtomicReference<Throwable> failure) {
    try {
      for (int i = 0; i < EACH; i++) {
        long lba = (number * 1000L + i) * 8;
        store.commit(List.of(StoreFixture.put(lba, 500L + i)));
        promised.put(lba, 500L + i);
      }
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }

  /** Requests of one change each, and how many records they make while the first is written. */
  @Test
  void shouldWriteWhatWaitsAsOneRecord() throws Exception {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = StoreFixture.create(spare, "geometric", 5);
    long before = store.status().sequence();
    spare.resetCounters();
    commitTogether(spare, store, Collections.nCopies(THREADS, 1));
    assertEquals(before + 2, store.status().sequence());
    assertEquals(4, spare.counters().flushes());
    assertTrue(spare.counters().flushes() < 2L * THREADS);
    assertEquals(THREADS, StoreFixture.map(StoreFixture.open(spare.copy(), false)).size());
  }

  /** A record of a block of 512 bytes has room for 18 changes. */
  @ParameterizedTest
  @CsvSource({"9, 9, 1", "9, 10, 2", "18, 1, 2", "1, 17, 1"})
  void shouldWriteNoMoreThanARecordHolds(int second, int third, int records) throws Exception {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = StoreFixture.create(spare, "geometric", 5);
    assertEquals(18, store.maxChanges());
    long before = store.status().sequence();
    commitTogether(spare, store, List.of(1, second, third));
    assertEquals(before + 1 + records, store.status().sequence());
    MetadataStore again = StoreFixture.open(spare.copy(), false);
    assertEquals(1 + second + third, StoreFixture.map(again).size());
  }

  /**
   * Commits so many changes from a thread each. The first is held at its first flush until all
   * others wait, in their order.
   */
  private static void commitTogether(
      SimulatedDisk spare, MetadataStore store, List<Integer> changes) throws Exception {
    CountDownLatch atFlush = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    spare.listen(
        operation -> {
          if (operation.kind() == Kind.FLUSH && first.getAndSet(false)) {
            atFlush.countDown();
            awaitQuietly(go);
          }
        });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < changes.size(); t++) {
      List<MapChange> request = new ArrayList<>();
      for (int i = 0; i < changes.get(t); i++) {
        request.add(StoreFixture.put(t * 1000L + i * 16L, 700L + t * 1000L + i * 16L));
      }
      threads.add(new Thread(() -> commit(store, request, failure)));
    }
    threads.get(0).start();
    atFlush.await();
    for (Thread thread : threads.subList(1, threads.size())) {
      thread.start();
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get());
  }

  private static void commit(
      MetadataStore store, List<MapChange> changes, AtomicReference<Throwable> failure) {
    try {
      store.commit(changes);
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

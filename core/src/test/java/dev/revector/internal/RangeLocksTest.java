package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class RangeLocksTest {
  @Test
  void shouldGiveDisjointRangesAtOnce() {
    RangeLocks locks = new RangeLocks();
    RangeLocks.Range low = locks.lock(0, 10);
    RangeLocks.Range high = locks.lock(10, 20);
    locks.unlock(low);
    locks.unlock(locks.lock(0, 10));
    locks.unlock(high);
  }

  @Test
  void shouldKeepTheOrderOfAsking() throws InterruptedException {
    RangeLocks locks = new RangeLocks();
    RangeLocks.Range held = locks.lock(0, 10);
    List<String> order = new ArrayList<>();
    Thread wide = locker(locks, 5, 25, "wide", order);
    awaitWaiting(wide);
    Thread late = locker(locks, 20, 30, "late", order);
    awaitWaiting(late);
    assertTrue(order.isEmpty());
    locks.unlock(held);
    wide.join();
    late.join();
    assertEquals(List.of("wide", "late"), order);
  }

  private static Thread locker(
      RangeLocks locks, long from, long to, String name, List<String> order) {
    Thread thread =
        new Thread(
            () -> {
              RangeLocks.Range range = locks.lock(from, to);
              synchronized (order) {
                order.add(name);
              }
              locks.unlock(range);
            });
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldExcludeEachOther() throws InterruptedException {
    RangeLocks locks = new RangeLocks();
    AtomicIntegerArray owners = new AtomicIntegerArray(40);
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      new Thread(
              () -> {
                for (int i = 0; i < 5000; i++) {
                  int from = random.nextInt(39);
                  int to = from + 1 + random.nextInt(40 - from);
                  RangeLocks.Range range = locks.lock(from, to);
                  for (int s = from; s < to; s++) {
                    wrong.addAndGet(owners.getAndIncrement(s));
                  }
                  for (int s = from; s < to; s++) {
                    owners.getAndDecrement(s);
                  }
                  locks.unlock(range);
                }
                done.countDown();
              })
          .start();
    }
    assertTrue(done.await(60, TimeUnit.SECONDS));
    assertFalse(wrong.get() > 0);
  }
}

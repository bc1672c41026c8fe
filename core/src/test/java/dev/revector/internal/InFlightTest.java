package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InFlightTest {
  @Test
  void shouldWaitForWhatHadBegun() throws InterruptedException {
    InFlight inFlight = new InFlight();
    int first = inFlight.enter();
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch drained = new CountDownLatch(1);
    Thread drainer =
        new Thread(
            () -> {
              inFlight.drain();
              assertTrue(ended.get());
              drained.countDown();
            });
    drainer.start();
    assertFalse(drained.await(20, TimeUnit.MILLISECONDS));
    ended.set(true);
    inFlight.exit(first);
    assertTrue(drained.await(30, TimeUnit.SECONDS));
    drainer.join();
  }

  @Test
  void shouldWaitAgainAfterAnEarlierDrain() throws InterruptedException {
    InFlight inFlight = new InFlight();
    for (int i = 0; i < 3; i++) {
      inFlight.drain();
      int cell = inFlight.enter();
      CountDownLatch drained = new CountDownLatch(1);
      Thread drainer =
          new Thread(
              () -> {
                inFlight.drain();
                drained.countDown();
              });
      drainer.start();
      assertFalse(drained.await(20, TimeUnit.MILLISECONDS));
      inFlight.exit(cell);
      drainer.join();
    }
  }

  /** Each mover forbids, drains, and then must see no one who had been let in. */
  @Test
  void shouldLetNoOneBehindTheBar() throws InterruptedException {
    InFlight inFlight = new InFlight();
    AtomicBoolean barred = new AtomicBoolean();
    AtomicInteger inside = new AtomicInteger();
    int wrong = 0;
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      Thread thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  int cell = inFlight.enter();
                  if (!barred.get()) {
                    inside.incrementAndGet();
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                  }
                  inFlight.exit(cell);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (int round = 0; round < 2000; round++) {
      barred.set(true);
      inFlight.drain();
      wrong += inside.get();
      barred.set(false);
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, wrong);
  }
}

package dev.revector.internal;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the I/O that runs without a lock, so that {@link #drain} can wait for it.
 *
 * <p>Each thread counts in a cell of its own cache line; there are two sets of cells, and I/O that
 * begins counts in the current one. Draining makes the other set current, waits until each cell of
 * the set left has been zero once, and does so for both sets: endless new I/O can't hold it up, and
 * I/O that chose its set just before the change is met in the second round. What it misses counted
 * itself after the draining began, so it sees everything that was published before: all accesses
 * are sequentially consistent.
 */
final class InFlight {
  private static final int STRIPES = 16;
  private static final int LINE = 16;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  private final AtomicLongArray cells = new AtomicLongArray(2 * STRIPES * LINE);
  private final ReentrantLock draining = new ReentrantLock();
  private volatile int current;

  /** Begins an I/O; the result goes to {@link #exit}. */
  int enter() {
    long hash = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L;
    int cell = (current * STRIPES + (int) (hash >>> 60)) * LINE;
    cells.getAndIncrement(cell);
    return cell;
  }

  void exit(int cell) {
    cells.getAndDecrement(cell);
  }

  /** Returns after all I/O that had begun before the call has ended. */
  void drain() {
    draining.lock();
    try {
      for (int round = 0; round < 2; round++) {
        int left = current;
        current = 1 - left;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
          awaitZero((left * STRIPES + stripe) * LINE);
        }
      }
    } finally {
      draining.unlock();
    }
  }

  /** Waits whatever happens; an interrupt is kept for the caller's next wait. */
  private void awaitZero(int cell) {
    boolean interrupted = false;
    long pause = 1_000;
    while (cells.get(cell) != 0) {
      LockSupport.parkNanos(this, pause);
      interrupted |= Thread.interrupted();
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

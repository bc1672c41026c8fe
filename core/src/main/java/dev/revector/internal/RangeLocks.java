package dev.revector.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Exclusive locks over ranges of sectors, given in the order of asking. A thread that holds one
 * asks for no other, so there is no deadlock.
 */
final class RangeLocks {
  private final ReentrantLock lock = new ReentrantLock();

  /** Held and waiting, in the order of asking. */
  private final List<Range> ranges = new ArrayList<>();

  /** One lock, held or waited for. */
  static final class Range {
    private final long from;
    private final long to;
    private final Condition turn;

    private Range(long from, long to, Condition turn) {
      this.from = from;
      this.to = to;
      this.turn = turn;
    }
  }

  /** Waits until no one holds a sector of {@code [from, to)}, nor waits for it longer. */
  Range lock(long from, long to) {
    lock.lock();
    try {
      Range range = new Range(from, to, lock.newCondition());
      ranges.add(range);
      await(range);
      return range;
    } finally {
      lock.unlock();
    }
  }

  private void await(Range range) {
    boolean held = false;
    try {
      while (blocked(range)) {
        range.turn.awaitUninterruptibly();
      }
      held = true;
    } finally {
      if (!held) {
        leave(range);
      }
    }
  }

  void unlock(Range range) {
    lock.lock();
    try {
      leave(range);
    } finally {
      lock.unlock();
    }
  }

  private void leave(Range range) {
    ranges.remove(range);
    for (Range other : ranges) {
      if (other.from < range.to && range.from < other.to) {
        other.turn.signal();
      }
    }
  }

  private boolean blocked(Range range) {
    for (Range earlier : ranges) {
      if (earlier == range) {
        return false;
      }
      if (earlier.from < range.to && range.from < earlier.to) {
        return true;
      }
    }
    throw new IllegalStateException("range is not in the list: from=" + range.from);
  }
}

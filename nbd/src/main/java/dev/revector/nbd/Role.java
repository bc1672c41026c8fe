package dev.revector.nbd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who reads the requests of a connection: at most one of its workers at a time holds this role.
 *
 * <p>A worker passes the role on before it begins what may take long, so that another reads on and
 * requests overlap. What takes microseconds it does while it keeps the role, since to wake another
 * thread takes longer; should it be slow after all, {@link #take} takes the role from it.
 *
 * <p>Each holder has a turn, a number that grows, so that one who lost the role finds out.
 */
final class Role {
  /** In place of a turn: leave. */
  static final long NONE = -1;

  /** Twice the turn, plus one while its holder is busy. */
  private final AtomicLong state = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private volatile long busySince;
  private boolean free;
  private boolean ended;

  private static final class Waiter {
    private final Condition chosen;
    private boolean isChosen;

    Waiter(Condition chosen) {
      this.chosen = chosen;
    }
  }

  /** The turn of the present holder, for one that has just been given the role. */
  long turn() {
    return state.get() >> 1;
  }

  /** When a holder was last busy. */
  long busySince() {
    return busySince;
  }

  /** The holder keeps the role during something quick. */
  void beginBusy(long turn, long now) {
    busySince = now;
    state.set(2 * turn + 1);
  }

  /** The holder is through; false if the role was taken from it. */
  boolean endBusy(long turn) {
    return state.compareAndSet(2 * turn + 1, 2 * turn);
  }

  /**
   * Takes the role from a holder that has been busy since before {@code limit}, if there is one.
   */
  boolean take(long limit) {
    long seen = state.get();
    return (seen & 1) == 1 && busySince - limit < 0 && state.compareAndSet(seen, seen + 1);
  }

  /**
   * Gives the role, which the caller has, to a waiting worker, or else leaves it to the next that
   * claims it.
   *
   * @param mayGrow asked if nobody waits: whether there may be one worker more
   * @return true if the caller is to start a worker, which has the role
   */
  boolean pass(BooleanSupplier mayGrow) {
    lock.lock();
    try {
      state.set(2 * (turn() + 1));
      Waiter next = waiting.poll();
      if (next != null) {
        next.isChosen = true;
        next.chosen.signal();
        return false;
      }
      boolean grow = mayGrow.getAsBoolean();
      free = !grow;
      return grow;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits to become the holder.
   *
   * @return the turn, or {@link #NONE} after {@code nanos} or when all is over
   */
  long claim(long nanos) {
    lock.lock();
    try {
      if (ended) {
        return NONE;
      }
      if (free) {
        free = false;
        return turn();
      }
      Waiter self = new Waiter(lock.newCondition());
      waiting.push(self);
      return await(self, nanos) ? turn() : NONE;
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Waiter self, long nanos) {
    long left = nanos;
    while (!self.isChosen && !ended && left > 0) {
      try {
        left = self.chosen.awaitNanos(left);
      } catch (InterruptedException e) {
        break; // nobody of ours interrupts; whoever did wants the thread
      }
    }
    waiting.remove(self);
    return self.isChosen && !ended;
  }

  /** No request will be read any more: all who wait leave. */
  void end() {
    lock.lock();
    try {
      ended = true;
      waiting.forEach(waiter -> waiter.chosen.signal());
    } finally {
      lock.unlock();
    }
  }
}

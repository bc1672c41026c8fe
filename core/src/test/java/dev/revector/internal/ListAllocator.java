package dev.revector.internal;

import dev.revector.spi.SpareAllocator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The simplest honest allocator: one state per slot, released slots at the end of the queue. */
final class ListAllocator implements SpareAllocator {
  private enum State {
    FREE,
    USED,
    RETIRED,
    RESERVED,
    HELD_BACK
  }

  private final State[] states;
  private final Deque<Long> queue = new ArrayDeque<>();

  ListAllocator(long slots) {
    states = new State[(int) slots];
    Arrays.fill(states, State.FREE);
    for (long slot = 0; slot < slots; slot++) {
      queue.add(slot);
    }
  }

  @Override
  public long allocate(long preferred) {
    long slot = preferred;
    if (preferred == NONE || states[(int) preferred] != State.FREE) {
      slot =
          queue.stream().filter(s -> states[s.intValue()] == State.FREE).findFirst().orElse(NONE);
    }
    if (slot != NONE) {
      move(slot, 1, State.USED, State.FREE);
    }
    return slot;
  }

  @Override
  public void release(long slot, long count) {
    move(slot, count, State.FREE, State.USED);
    for (long s = slot; s < slot + count; s++) {
      queue.remove(s);
      queue.add(s);
    }
  }

  @Override
  public void retire(long slot, long count) {
    move(slot, count, State.RETIRED, State.FREE, State.HELD_BACK, State.USED);
  }

  @Override
  public void markUsed(long slot, long count) {
    move(slot, count, State.USED, State.FREE, State.HELD_BACK);
  }

  @Override
  public boolean tryReserve(long slot, long count) {
    for (long s = slot; s < slot + count; s++) {
      if (states[(int) s] != State.FREE && states[(int) s] != State.HELD_BACK) {
        return false;
      }
    }
    move(slot, count, State.RESERVED, State.FREE, State.HELD_BACK);
    return true;
  }

  @Override
  public void unreserve(long slot, long count) {
    move(slot, count, State.FREE, State.RESERVED);
  }

  private void move(long slot, long count, State to, State... from) {
    for (long s = slot; s < slot + count; s++) {
      if (!Arrays.asList(from).contains(states[(int) s])) {
        throw new IllegalStateException(
            "slot=" + s + ", state=" + states[(int) s] + ", wanted=" + to);
      }
    }
    Arrays.fill(states, (int) slot, (int) (slot + count), to);
  }

  @Override
  public void holdBack(long slot, long count) {
    for (long s = slot; s < slot + count; s++) {
      if (states[(int) s] == State.FREE) {
        states[(int) s] = State.HELD_BACK;
      }
    }
  }

  @Override
  public void letGo() {
    for (int s = 0; s < states.length; s++) {
      states[s] = states[s] == State.HELD_BACK ? State.FREE : states[s];
    }
  }

  @Override
  public boolean isReserved(long slot) {
    return states[(int) slot] == State.RESERVED;
  }

  @Override
  public long freeFrom(long slot) {
    long end = slot;
    while (end < states.length && states[(int) end] == State.FREE) {
      end++;
    }
    return end - slot;
  }

  private boolean isFree(long slot, long count) {
    for (long s = slot; s < slot + count; s++) {
      if (states[(int) s] != State.FREE) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long findFree(long count, long alignment) {
    for (long slot = 0; slot + count <= states.length; slot += alignment) {
      if (isFree(slot, count)) {
        return slot;
      }
    }
    return NONE;
  }

  @Override
  public long slots() {
    return states.length;
  }

  @Override
  public long free() {
    return count(State.FREE);
  }

  @Override
  public long heldBack() {
    return count(State.HELD_BACK);
  }

  @Override
  public long used() {
    return count(State.USED);
  }

  @Override
  public long retired() {
    return count(State.RETIRED);
  }

  @Override
  public long reserved() {
    return count(State.RESERVED);
  }

  private long count(State state) {
    return Arrays.stream(states).filter(s -> s == state).count();
  }
}

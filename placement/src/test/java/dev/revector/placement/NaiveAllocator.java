package dev.revector.placement;

import static dev.revector.placement.NaiveAllocator.State.RESERVED;
import static dev.revector.placement.NaiveAllocator.State.RETIRED;
import static dev.revector.placement.NaiveAllocator.State.USED;
import static dev.revector.placement.NaiveAllocator.State.VACANT;

import java.util.Arrays;
import java.util.BitSet;

/** The allocator's rules written down slot by slot, without a thought for speed. */
final class NaiveAllocator {
  enum State {
    VACANT,
    USED,
    RETIRED,
    RESERVED
  }

  final State[] states;

  /** Slots that are held back unless they are taken. */
  final BitSet zones = new BitSet();

  /** Free slots that wait for the next lap. */
  final BitSet resting = new BitSet();

  private final int groups;
  private final int[] passed;

  /** The group to serve next, -1 when the used slots must tell. */
  private int turn = -1;

  NaiveAllocator(int slots) {
    this.states = new State[slots];
    this.groups = Math.min(64, Math.max(1, slots / 1024));
    this.passed = new int[groups];
    Arrays.fill(states, VACANT);
  }

  int slots() {
    return states.length;
  }

  boolean isOpen(int slot) {
    return isFree(slot, 1) && !resting.get(slot);
  }

  /** True when all are vacant and none is held back. */
  boolean isFree(int slot, int count) {
    int held = zones.nextSetBit(slot);
    return all(VACANT, slot, count) && (held < 0 || held >= slot + count);
  }

  long free() {
    return count(VACANT) - heldBack();
  }

  long heldBack() {
    return zones.stream().filter(slot -> states[slot] == VACANT).count();
  }

  boolean all(State state, int slot, int count) {
    for (int i = slot; i < slot + count; i++) {
      if (states[i] != state) {
        return false;
      }
    }
    return true;
  }

  long count(State state) {
    return Arrays.stream(states).filter(each -> each == state).count();
  }

  /** What the allocator must answer, -1 for none. */
  int allocate(int preferred) {
    if (nextOpen(0, slots()) < 0) {
      resting.clear();
    }
    int slot = preferred >= 0 && preferred < slots() && isOpen(preferred) ? preferred : byTurns();
    if (slot >= 0) {
      become(USED, slot, 1);
    }
    return slot;
  }

  private int byTurns() {
    if (nextOpen(0, slots()) >= 0 && turn < 0) {
      int least = Arrays.stream(passed).min().orElseThrow();
      for (turn = 0; passed[turn] != least; turn++) {}
    }
    for (int i = 0; i < groups; i++) {
      int group = (turn + i) % groups;
      int slot = nextOpen(start(group), start(group + 1));
      if (slot >= 0) {
        turn = (group + 1) % groups;
        return slot;
      }
    }
    return -1;
  }

  private int start(int group) {
    return slots() / groups * group + Math.min(group, slots() % groups);
  }

  private int nextOpen(int from, int to) {
    for (int slot = from; slot < to; slot++) {
      if (isOpen(slot)) {
        return slot;
      }
    }
    return -1;
  }

  void release(int slot, int count) {
    become(VACANT, slot, count);
    resting.set(slot, slot + count);
  }

  void markUsed(int slot, int count) {
    become(USED, slot, count);
    for (int group = 0; group < groups; group++) {
      int end = Math.min(start(group + 1), slot + count);
      if (end > slot && start(group) < slot + count) {
        resting.set(start(group), end);
        passed[group] = Math.max(passed[group], end - start(group));
      }
    }
    turn = -1;
  }

  void holdBack(int slot, int count) {
    zones.set(slot, slot + count);
  }

  void letGo() {
    zones.stream().filter(slot -> states[slot] == VACANT).forEach(resting::set);
    zones.clear();
  }

  void become(State state, int slot, int count) {
    Arrays.fill(states, slot, slot + count, state);
  }

  /** Whether nothing of this range is reserved: then it can be retired. */
  boolean canRetire(int slot, int count) {
    for (int i = slot; i < slot + count; i++) {
      if (states[i] == RESERVED) {
        return false;
      }
    }
    return true;
  }

  void retire(int slot, int count) {
    become(RETIRED, slot, count);
  }

  int findFree(int count, int alignment) {
    for (int slot = 0; slot + count <= slots(); slot += alignment) {
      if (isFree(slot, count)) {
        return slot;
      }
    }
    return -1;
  }
}

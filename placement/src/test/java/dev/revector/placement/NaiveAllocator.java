package dev.revector.placement;

import static dev.revector.placement.NaiveAllocator.State.FREE;
import static dev.revector.placement.NaiveAllocator.State.RESERVED;
import static dev.revector.placement.NaiveAllocator.State.RETIRED;
import static dev.revector.placement.NaiveAllocator.State.USED;

import java.util.Arrays;
import java.util.BitSet;

/** The allocator's rules written down slot by slot, without a thought for speed. */
final class NaiveAllocator {
  enum State {
    FREE,
    USED,
    RETIRED,
    RESERVED
  }

  final State[] states;

  /** Number of the zone that holds a slot back, 0 for none. */
  final int[] zones;

  /** Free slots that wait for the next lap. */
  final BitSet resting = new BitSet();

  private final int groups;
  private final int[] passed;

  /** The group to serve next, -1 when the used slots must tell. */
  private int turn = -1;

  private int zoneCount;

  NaiveAllocator(int slots) {
    this.states = new State[slots];
    this.zones = new int[slots];
    this.groups = Math.min(64, Math.max(1, slots / 1024));
    this.passed = new int[groups];
    Arrays.fill(states, FREE);
  }

  int slots() {
    return states.length;
  }

  boolean isOpen(int slot) {
    return states[slot] == FREE && zones[slot] == 0 && !resting.get(slot);
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
    if (slot < 0) {
      slot = highestOfRoomiestZone();
    }
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

  private int highestOfRoomiestZone() {
    int[] room = new int[zoneCount + 1];
    int[] first = new int[zoneCount + 1];
    int[] highest = new int[zoneCount + 1];
    for (int slot = slots() - 1; slot >= 0; slot--) {
      int zone = zones[slot];
      if (zone > 0 && states[slot] == FREE) {
        room[zone]++;
        highest[zone] = Math.max(highest[zone], slot);
      }
      first[zone] = slot;
    }
    int best = 0;
    for (int zone = 1; zone <= zoneCount; zone++) {
      boolean earlier = room[zone] == room[best] && best > 0 && first[zone] < first[best];
      if (room[zone] > room[best] || earlier) {
        best = zone;
      }
    }
    return best == 0 ? -1 : highest[best];
  }

  void release(int slot, int count) {
    become(FREE, slot, count);
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
    boolean sameZone = false;
    for (int i = slot; i < slot + count; i++) {
      if (zones[i] > 0) {
        sameZone = false;
        continue;
      }
      if (!sameZone) {
        zoneCount++;
      }
      zones[i] = zoneCount;
      sameZone = true;
    }
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
      if (all(FREE, slot, count)) {
        return slot;
      }
    }
    return -1;
  }
}

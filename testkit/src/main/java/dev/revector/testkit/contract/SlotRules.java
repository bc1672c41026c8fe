package dev.revector.testkit.contract;

import dev.revector.spi.SpareAllocator;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** An allocator beside a plain list of the states that its slots must have. */
final class SlotRules {
  private enum State {
    FREE,
    HELD_BACK,
    USED,
    RETIRED,
    RESERVED
  }

  private final SpareAllocator allocator;
  private final Random random;
  private final boolean marks;
  private final State[] states;
  private final boolean[] zone;
  private final boolean[] usedBefore;

  /** Rules for a fresh allocator; {@code marks} lets random acts mark slots as used. */
  SlotRules(SpareAllocator allocator, int slots, Random random, boolean marks) {
    this.allocator = allocator;
    this.random = random;
    this.marks = marks;
    this.states = new State[slots];
    this.zone = new boolean[slots];
    this.usedBefore = new boolean[slots];
    Arrays.fill(states, State.FREE);
  }

  /** A run of slots. */
  private record Run(int from, int to) {
    int count() {
      return to - from;
    }
  }

  private Run anyRun() {
    int from = random.nextInt(states.length);
    return new Run(from, from + 1 + random.nextInt(Math.min(6, states.length - from)));
  }

  /** Some act that is allowed. */
  void act() {
    Run run = anyRun();
    switch (random.nextInt(12)) {
      case 0 -> reserve(run);
      case 1 -> retire(run);
      case 2 -> unreserve(run);
      case 3 -> holdBack(run);
      case 4 -> {
        if (marks) {
          markUsed(run);
        }
      }
      case 5, 6, 7 -> release(run);
      default -> taken(allocator.allocate(SpareAllocator.NONE));
    }
  }

  /** True when every slot is free or held back. */
  private boolean vacant(Run run) {
    return Arrays.stream(states, run.from(), run.to())
        .allMatch(each -> each == State.FREE || each == State.HELD_BACK);
  }

  private boolean all(State state, Run run) {
    return Arrays.stream(states, run.from(), run.to()).allMatch(each -> each == state);
  }

  private boolean any(State state, Run run) {
    return Arrays.stream(states, run.from(), run.to()).anyMatch(each -> each == state);
  }

  private void become(State state, Run run) {
    Arrays.fill(states, run.from(), run.to(), state);
    if (state == State.USED || state == State.RESERVED) {
      Arrays.fill(usedBefore, run.from(), run.to(), true);
    }
  }

  /** Slots that nobody has any more: held back in a zone, else free. */
  private void vacate(Run run) {
    for (int slot = run.from(); slot < run.to(); slot++) {
      states[slot] = zone[slot] ? State.HELD_BACK : State.FREE;
    }
  }

  private void taken(long slot) {
    if (slot == SpareAllocator.NONE) {
      Expect.equal(0L, count(State.FREE), "no slot handed out, free slots");
      return;
    }
    Expect.that(slot >= 0 && slot < states.length, "slot outside the spare: " + slot);
    Expect.equal(State.FREE, states[(int) slot], "state of the slot handed out, slot=" + slot);
    become(State.USED, new Run((int) slot, (int) slot + 1));
  }

  void handOut() {
    taken(allocator.allocate(SpareAllocator.NONE));
  }

  void prefer() {
    int wish = random.nextInt(states.length);
    boolean open = isFresh(wish);
    boolean fresh = anyFresh();
    long slot = allocator.allocate(wish);
    Expect.that(!open || slot == wish, "free slot " + wish + " preferred, got " + slot);
    notReused(slot, fresh);
    taken(slot);
  }

  void holdBack() {
    holdBack(anyRun());
    taken(allocator.allocate(random.nextInt(states.length)));
    if (random.nextInt(8) == 0) {
      allocator.letGo();
      Arrays.fill(zone, false);
      for (int slot = 0; slot < states.length; slot++) {
        states[slot] = states[slot] == State.HELD_BACK ? State.FREE : states[slot];
      }
    }
    taken(allocator.allocate(random.nextInt(states.length)));
  }

  private void holdBack(Run run) {
    allocator.holdBack(run.from(), run.count());
    for (int slot = run.from(); slot < run.to(); slot++) {
      zone[slot] = true;
      states[slot] = states[slot] == State.FREE ? State.HELD_BACK : states[slot];
    }
  }

  void released() {
    boolean fresh = anyFresh();
    long slot = allocator.allocate(SpareAllocator.NONE);
    notReused(slot, fresh);
    taken(slot);
  }

  private boolean isFresh(int slot) {
    return states[slot] == State.FREE && !usedBefore[slot];
  }

  private boolean anyFresh() {
    return IntStream.range(0, states.length).anyMatch(this::isFresh);
  }

  private void notReused(long slot, boolean fresh) {
    Expect.that(
        slot < 0 || slot >= states.length || !fresh || !usedBefore[(int) slot],
        "slot " + slot + " was released, and others were never used");
  }

  private static void refused(String what, ContractCheck.Body body) {
    Expect.thrown(IllegalStateException.class, what, body);
  }

  void release() {
    release(anyRun());
  }

  private void release(Run run) {
    if (all(State.USED, run)) {
      allocator.release(run.from(), run.count());
      vacate(run);
    } else {
      refused("release of " + run, () -> allocator.release(run.from(), run.count()));
    }
  }

  void retire() {
    retire(anyRun());
  }

  private void retire(Run run) {
    if (any(State.RESERVED, run)) {
      refused("retire of reserved " + run, () -> allocator.retire(run.from(), run.count()));
    } else {
      allocator.retire(run.from(), run.count());
      become(State.RETIRED, run);
    }
  }

  void markUsed() {
    markUsed(anyRun());
  }

  private void markUsed(Run run) {
    if (vacant(run)) {
      allocator.markUsed(run.from(), run.count());
      become(State.USED, run);
    } else {
      refused("markUsed of " + run, () -> allocator.markUsed(run.from(), run.count()));
    }
  }

  void reserve() {
    reserve(anyRun());
    unreserve(anyRun());
    Run past = new Run(states.length - 1, states.length + 2);
    Expect.that(!allocator.tryReserve(past.from(), past.count()), "reserved past the end: " + past);
  }

  private void reserve(Run run) {
    boolean possible = vacant(run);
    Expect.equal(possible, allocator.tryReserve(run.from(), run.count()), "tryReserve " + run);
    if (possible) {
      become(State.RESERVED, run);
    }
  }

  private void unreserve(Run run) {
    if (all(State.RESERVED, run)) {
      allocator.unreserve(run.from(), run.count());
      vacate(run);
    } else {
      refused("unreserve of " + run, () -> allocator.unreserve(run.from(), run.count()));
    }
  }

  void findFree() {
    int count = 1 + random.nextInt(6);
    int alignment = 1 + random.nextInt(8);
    long found = allocator.findFree(count, alignment);
    if (found != SpareAllocator.NONE) {
      Expect.equal(0L, found % alignment, "findFree count=" + count + ", rest of alignment");
      Expect.that(
          found >= 0
              && found + count <= states.length
              && all(State.FREE, new Run((int) found, (int) found + count)),
          "findFree count=" + count + " found what is not free: " + found);
    }
    long end = found == SpareAllocator.NONE ? states.length - count + 1 : found;
    for (int from = 0; from < end; from += alignment) {
      Expect.that(
          !all(State.FREE, new Run(from, from + count)),
          "findFree count=" + count + ", alignment=" + alignment + " missed " + from);
    }
  }

  void counts() {
    Expect.equal((long) states.length, allocator.slots(), "slots");
    Expect.equal(count(State.FREE), allocator.free(), "free slots");
    Expect.equal(count(State.HELD_BACK), allocator.heldBack(), "slots held back");
    Expect.equal(count(State.USED), allocator.used(), "used slots");
    Expect.equal(count(State.RETIRED), allocator.retired(), "retired slots");
    Expect.equal(count(State.RESERVED), allocator.reserved(), "reserved slots");
    for (int i = 0; i < 20; i++) {
      Run run = anyRun();
      long free = 0;
      while (run.from() + free < states.length && states[run.from() + (int) free] == State.FREE) {
        free++;
      }
      Expect.equal(free, allocator.freeFrom(run.from()), "freeFrom " + run.from());
      Expect.equal(
          states[run.from()] == State.RESERVED,
          allocator.isReserved(run.from()),
          "isReserved " + run.from());
    }
  }

  private long count(State state) {
    return Arrays.stream(states).filter(each -> each == state).count();
  }
}

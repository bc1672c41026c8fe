package dev.revector.placement;

/**
 * The order in which free slots are taken: evenly over the device, each once in a lap.
 *
 * <p>Two sets of free slots: {@code open}, which this lap may still take, and {@code resting},
 * which wait for the next lap, because they were released in this one or lie before a slot that was
 * in use when the pair was opened. When none is open the lap ends and the two change places. So a
 * released slot is taken only after every slot that was open when it was released, and no slot is
 * taken twice before every other one was.
 *
 * <p>The device is divided into groups that are served by turns; within a group the lowest open
 * slot is next.
 *
 * <p>A preferred slot is taken only if it is open: one that rests is refused although it is free,
 * else a caller could wear out the same slot. Taking it moves nothing else: the slots passed by
 * stay open, and the turn stays with the same group.
 *
 * <p>Not thread-safe.
 */
final class Laps {
  /** Returned when no slot is open, nor would be in the next lap. */
  static final long NONE = SlotBitmap.NONE;

  private final SlotGroups groups;

  /** For each group, how far from its start slots were in use when the pair was opened. */
  private final long[] passed;

  private SlotBitmap open;
  private SlotBitmap resting;
  private int turn;
  private boolean turnIsKnown;

  /** The first lap over a device of this many slots, all open. */
  Laps(long slots) {
    this.groups = SlotGroups.of(slots);
    this.passed = new long[groups.count()];
    this.open = SlotBitmap.full(slots);
    this.resting = new SlotBitmap(slots);
  }

  /** The slot to take next, the preferred one if it is open; {@link #NONE} if there is none. */
  long next(long preferred) {
    if (open.isEmpty()) {
      SlotBitmap none = open;
      open = resting;
      resting = none;
    }
    if (preferred >= 0 && preferred < groups.slots() && open.get(preferred)) {
      return preferred;
    }
    return open.isEmpty() ? NONE : nextByTurns();
  }

  private long nextByTurns() {
    if (!turnIsKnown) {
      turn = leastPassedGroup();
      turnIsKnown = true;
    }
    long slot = open.nextSet(groups.start(turn));
    if (slot == SlotBitmap.NONE) {
      slot = open.nextSet(0);
    }
    turn = (groups.groupOf(slot) + 1) % groups.count();
    return slot;
  }

  /** The group whose turn it was when the pair was closed, as far as the used slots tell. */
  private int leastPassedGroup() {
    int least = 0;
    for (int group = 1; group < passed.length; group++) {
      least = passed[group] < passed[least] ? group : least;
    }
    return least;
  }

  /** These slots are no longer free, or held back. */
  void remove(long from, long to) {
    open.clear(from, to);
    resting.clear(from, to);
  }

  /** These slots were released. */
  void addReleased(long from, long to) {
    resting.set(from, to);
  }

  /**
   * These slots, removed already, were in use when the pair was opened: what is open before them in
   * their groups waits for the next lap.
   */
  void passBy(long from, long to) {
    for (int group = groups.groupOf(from); group <= groups.groupOf(to - 1); group++) {
      long start = groups.start(group);
      long end = Math.min(to, groups.start(group + 1));
      passed[group] = Math.max(passed[group], end - start);
      open.forEachRun(start, end, this::rest);
    }
    turnIsKnown = false;
  }

  private void rest(long from, long to) {
    open.clear(from, to);
    resting.set(from, to);
  }

  /** Nodes looked at since creation, for tests of the O(log n) promise. */
  long visits() {
    return open.visits() + resting.visits();
  }

  /** Number of 8-byte words that the sets take. */
  long allocatedWords() {
    return open.allocatedWords() + resting.allocatedWords();
  }
}

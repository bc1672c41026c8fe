package dev.revector.placement;

import dev.revector.spi.SpareAllocator;

/**
 * Takes the slots of a spare evenly, in laps.
 *
 * <p>Three sets of slots: {@code free}; {@code open}, the free ones that this lap may take; {@code
 * resting}, the free ones that the next lap may take, because they were released in this one or lie
 * before a slot that was in use at open. Invariants:
 *
 * <ul>
 *   <li>{@code open} and {@code resting} are disjoint; both lie in {@code free};
 *   <li>a free slot is in neither of them if, and only if, it is held back;
 *   <li>no reserved, used or retired slot is in any of them.
 * </ul>
 *
 * <p>The spare is divided into groups that are served by turns; within a group the lowest open slot
 * is next. When none is open the lap ends and the two sets change places. So a released slot is
 * taken only after every slot that was open when it was released.
 *
 * <p>A preferred slot is taken only if it is open: one that rests is refused even if it is free,
 * else the same slot could be used again and again. Taking it moves nothing else; the slots between
 * stay open, and the turn stays with the same group.
 *
 * <p>Not thread-safe.
 */
final class EvenAllocator implements SpareAllocator {
  private final long slots;
  private final SlotGroups groups;
  private final SlotBitmap free;
  private final SlotBitmap retired;
  private final ReservationBitmap reservation;
  private final HeldBackZones zones = new HeldBackZones();
  private SlotBitmap open;
  private SlotBitmap resting;
  private int nextGroup;
  private long freeCount;
  private long retiredCount;

  /** An allocator of this many slots, at least 1, all free. */
  EvenAllocator(long slots) {
    this.slots = slots;
    this.free = SlotBitmap.full(slots);
    this.open = SlotBitmap.full(slots);
    this.resting = new SlotBitmap(slots);
    this.retired = new SlotBitmap(slots);
    this.reservation = new ReservationBitmap(slots);
    this.groups = SlotGroups.of(slots);
    this.freeCount = slots;
  }

  @Override
  public long allocate(long preferred) {
    if (open.isEmpty()) {
      startLap();
    }
    long slot = choose(preferred);
    if (slot == NONE) {
      return NONE;
    }
    reservation.refuse(slot, slot + 1);
    take(slot, slot + 1);
    return slot;
  }

  private void startLap() {
    SlotBitmap none = open;
    open = resting;
    resting = none;
  }

  private long choose(long preferred) {
    if (preferred >= 0 && preferred < slots && open.get(preferred)) {
      return preferred;
    }
    if (open.isEmpty()) {
      return highestHeldBack();
    }
    long slot = open.nextSet(groups.start(nextGroup));
    if (slot == SlotBitmap.NONE) {
      slot = open.nextSet(0);
    }
    nextGroup = (groups.groupOf(slot) + 1) % groups.count();
    return slot;
  }

  private long highestHeldBack() {
    return zones.roomiest().map(zone -> free.previousSet(zone.end() - 1)).orElse(NONE);
  }

  @Override
  public void release(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    if (!free.holdsNone(slot, end) || !retired.holdsNone(slot, end)) {
      throw new IllegalStateException(
          "only used slots can be released: slot="
              + slot
              + ", count="
              + count
              + ", firstFree="
              + free.nextSet(slot)
              + ", firstRetired="
              + retired.nextSet(slot));
    }
    free.set(slot, end);
    resting.set(slot, end);
    zones.clearIn(resting, slot, end);
    zones.count(slot, end, 1);
    freeCount += count;
  }

  @Override
  public void retire(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    free.forEachRun(slot, end, this::take);
    retired.forEachRun(slot, end, (from, to) -> retiredCount -= to - from);
    retired.set(slot, end);
    retiredCount += count;
  }

  @Override
  public void markUsed(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    if (!free.holdsAll(slot, end)) {
      throw new IllegalStateException(
          "only free slots can be marked as used: slot="
              + slot
              + ", count="
              + count
              + ", firstNotFree="
              + free.nextClear(slot));
    }
    take(slot, end);
    for (int group = groups.groupOf(slot); group <= groups.groupOf(end - 1); group++) {
      rest(groups.start(group), Math.min(end, groups.start(group + 1)));
    }
  }

  /** Leaves what is open among these slots to the next lap: it was passed by before the open. */
  private void rest(long from, long to) {
    open.forEachRun(
        from,
        to,
        (start, end) -> {
          open.clear(start, end);
          resting.set(start, end);
        });
  }

  @Override
  public boolean tryReserve(long slot, long count) {
    if (!isFree(slot, count)) {
      return false;
    }
    take(slot, slot + count);
    reservation.reserve(slot, slot + count);
    return true;
  }

  @Override
  public void holdBack(long slot, long count) {
    checkRange(slot, count);
    zones.add(slot, slot + count, free);
    open.clear(slot, slot + count);
    resting.clear(slot, slot + count);
  }

  /** Takes free slots out of every set; what they become is the caller's. */
  private void take(long from, long to) {
    free.clear(from, to);
    open.clear(from, to);
    resting.clear(from, to);
    zones.count(from, to, -1);
    freeCount -= to - from;
  }

  @Override
  public boolean isReserved(long slot) {
    checkRange(slot, 1);
    return reservation.contains(slot);
  }

  @Override
  public boolean isFree(long slot, long count) {
    return isInside(slot, count) && free.holdsAll(slot, slot + count);
  }

  @Override
  public long findFree(long count, long alignment) {
    if (count < 1 || alignment < 1) {
      throw new IllegalArgumentException(
          "count and alignment begin at 1: count=" + count + ", alignment=" + alignment);
    }
    if (count > freeCount) {
      return NONE;
    }
    long start = free.nextSet(0);
    while (start != SlotBitmap.NONE) {
      long aligned = start + (alignment - start % alignment) % alignment;
      if (!isInside(aligned, count)) {
        return NONE;
      }
      // The last obstacle, not the first: every start up to it would run into it too.
      long obstacle = free.previousClear(aligned + count - 1);
      if (obstacle < aligned) {
        return aligned;
      }
      start = free.nextSet(obstacle + 1);
    }
    return NONE;
  }

  private boolean isInside(long slot, long count) {
    return slot >= 0 && count >= 1 && count <= slots && slot <= slots - count;
  }

  private void checkRange(long slot, long count) {
    if (!isInside(slot, count)) {
      throw new IllegalArgumentException(
          "no such slots: slot=" + slot + ", count=" + count + ", slots=" + slots);
    }
  }

  @Override
  public long slots() {
    return slots;
  }

  @Override
  public long free() {
    return freeCount;
  }

  @Override
  public long used() {
    return slots - freeCount - retiredCount - reservation.count();
  }

  @Override
  public long retired() {
    return retiredCount;
  }

  @Override
  public long reserved() {
    return reservation.count();
  }

  /** Nodes of the sets looked at since creation, for tests of the O(log n) promise. */
  long visits() {
    return free.visits() + open.visits() + resting.visits() + retired.visits();
  }

  /** Number of 8-byte words that the sets take. */
  long allocatedWords() {
    return free.allocatedWords()
        + open.allocatedWords()
        + resting.allocatedWords()
        + retired.allocatedWords()
        + reservation.allocatedWords();
  }
}

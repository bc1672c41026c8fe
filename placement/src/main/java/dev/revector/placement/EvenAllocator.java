package dev.revector.placement;

import dev.revector.spi.SpareAllocator;

/**
 * Takes the slots of a spare evenly, see {@link Laps}.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>a slot that is neither free nor held back is retired, reserved, or else used;
 *   <li>a slot takes part in the laps if, and only if, it is free;
 *   <li>no slot of a zone is free, no slot outside the zones is held back.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class EvenAllocator implements SpareAllocator {
  private final long slots;
  private final SlotBitmap free;
  private final SlotBitmap heldBack;
  private final SlotBitmap zones;
  private final SlotBitmap retired;
  private final ReservationBitmap reservation;
  private final Laps laps;
  private final RoomSearch roomSearch;
  private long freeCount;
  private long heldBackCount;
  private long retiredCount;

  /** An allocator of this many slots, at least 1, all free. */
  EvenAllocator(long slots) {
    this.slots = slots;
    this.free = SlotBitmap.full(slots);
    this.heldBack = new SlotBitmap(slots);
    this.zones = new SlotBitmap(slots);
    this.retired = new SlotBitmap(slots);
    this.reservation = new ReservationBitmap(slots);
    this.laps = new Laps(slots);
    this.roomSearch = new RoomSearch(slots, free);
    this.freeCount = slots;
  }

  @Override
  public long allocate(long preferred) {
    long slot = laps.next(preferred);
    if (slot == Laps.NONE) {
      return NONE;
    }
    reservation.refuse(slot, slot + 1);
    takeFree(slot, slot + 1);
    return slot;
  }

  @Override
  public void release(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    if (!isTaken(slot, end) || !retired.holdsNone(slot, end)) {
      throw new IllegalStateException(
          "only used slots can be released: slot="
              + slot
              + ", count="
              + count
              + ", firstFree="
              + free.nextSet(slot)
              + ", firstHeldBack="
              + heldBack.nextSet(slot)
              + ", firstRetired="
              + retired.nextSet(slot));
    }
    giveBack(slot, end);
  }

  @Override
  public void unreserve(long slot, long count) {
    checkRange(slot, count);
    reservation.release(slot, slot + count);
    giveBack(slot, slot + count);
  }

  private void giveBack(long from, long to) {
    makeFree(from, to);
    zones.forEachRun(from, to, this::withhold);
  }

  @Override
  public void retire(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    take(slot, end);
    retired.forEachRun(slot, end, (from, to) -> retiredCount -= to - from);
    retired.set(slot, end);
    retiredCount += count;
  }

  @Override
  public void markUsed(long slot, long count) {
    checkRange(slot, count);
    long end = slot + count;
    reservation.refuse(slot, end);
    if (!isVacant(slot, end)) {
      throw new IllegalStateException(
          "only vacant slots can be marked as used: slot="
              + slot
              + ", count="
              + count
              + ", firstNotFree="
              + free.nextClear(slot));
    }
    take(slot, end);
    laps.passBy(slot, end);
  }

  @Override
  public boolean tryReserve(long slot, long count) {
    if (!isInside(slot, count) || !isVacant(slot, slot + count)) {
      return false;
    }
    take(slot, slot + count);
    reservation.reserve(slot, slot + count);
    return true;
  }

  @Override
  public void holdBack(long slot, long count) {
    checkRange(slot, count);
    zones.set(slot, slot + count);
    free.forEachRun(slot, slot + count, this::withhold);
  }

  @Override
  public void letGo() {
    zones.clear(0, slots);
    heldBack.forEachRun(
        0,
        slots,
        (from, to) -> {
          takeHeldBack(from, to);
          makeFree(from, to);
        });
  }

  /** Free slots become held back. */
  private void withhold(long from, long to) {
    takeFree(from, to);
    heldBack.set(from, to);
    heldBackCount += to - from;
  }

  private void makeFree(long from, long to) {
    free.set(from, to);
    freeCount += to - from;
    roomSearch.released(from);
    laps.addReleased(from, to);
  }

  /** Takes what is vacant out of its set; what it becomes is the caller's. */
  private void take(long from, long to) {
    free.forEachRun(from, to, this::takeFree);
    heldBack.forEachRun(from, to, this::takeHeldBack);
  }

  private void takeFree(long from, long to) {
    free.clear(from, to);
    freeCount -= to - from;
    laps.remove(from, to);
  }

  private void takeHeldBack(long from, long to) {
    heldBack.clear(from, to);
    heldBackCount -= to - from;
  }

  /** True when each of these slots is free or held back. */
  private boolean isVacant(long from, long to) {
    long next = from;
    while (next < to) {
      long end = Math.max(free.nextClear(next), heldBack.nextClear(next));
      if (end == next) {
        return false;
      }
      next = end;
    }
    return true;
  }

  /** True when none of these slots is free or held back. */
  private boolean isTaken(long from, long to) {
    return free.holdsNone(from, to) && heldBack.holdsNone(from, to);
  }

  @Override
  public boolean isReserved(long slot) {
    checkRange(slot, 1);
    return reservation.contains(slot);
  }

  @Override
  public long freeFrom(long slot) {
    checkRange(slot, 1);
    return free.nextClear(slot) - slot;
  }

  @Override
  public long findFree(long count, long alignment) {
    if (count < 1 || alignment < 1) {
      throw new IllegalArgumentException(
          "count and alignment begin at 1: count=" + count + ", alignment=" + alignment);
    }
    return roomSearch.find(count, alignment);
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
  public long heldBack() {
    return heldBackCount;
  }

  @Override
  public long used() {
    return slots - freeCount - heldBackCount - retiredCount - reservation.count();
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
    return free.visits()
        + heldBack.visits()
        + zones.visits()
        + laps.visits()
        + retired.visits()
        + reservation.visits();
  }

  /** Number of 8-byte words that the sets take. */
  long allocatedWords() {
    return free.allocatedWords()
        + heldBack.allocatedWords()
        + zones.allocatedWords()
        + laps.allocatedWords()
        + retired.allocatedWords()
        + reservation.allocatedWords();
  }
}

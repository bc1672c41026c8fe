package dev.revector.placement;

import dev.revector.spi.SpareAllocator;

/**
 * Takes the slots of a spare evenly, see {@link Laps}; those held back last.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>a slot that is not free is retired, reserved, or else used;
 *   <li>a free slot takes part in the laps if, and only if, no zone holds it back;
 *   <li>a slot that was used and lies in a zone is held back again once it is released.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class EvenAllocator implements SpareAllocator {
  private final long slots;
  private final SlotBitmap free;
  private final SlotBitmap retired;
  private final ReservationBitmap reservation;
  private final Laps laps;
  private final RoomSearch roomSearch;
  private final HeldBackZones zones = new HeldBackZones();
  private long freeCount;
  private long retiredCount;

  /** An allocator of this many slots, at least 1, all free. */
  EvenAllocator(long slots) {
    this.slots = slots;
    this.free = SlotBitmap.full(slots);
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
      slot = highestHeldBack();
    }
    if (slot != NONE) {
      reservation.refuse(slot, slot + 1);
      take(slot, slot + 1);
    }
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
    makeFree(slot, end);
  }

  @Override
  public void unreserve(long slot, long count) {
    checkRange(slot, count);
    reservation.release(slot, slot + count);
    makeFree(slot, slot + count);
  }

  private void makeFree(long slot, long end) {
    free.set(slot, end);
    roomSearch.released(slot);
    laps.addReleased(slot, end);
    zones.forEachPart(slot, end, laps::remove);
    zones.count(slot, end, 1);
    freeCount += end - slot;
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
    laps.passBy(slot, end);
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
    laps.remove(slot, slot + count);
  }

  /** Takes free slots out of every set; what they become is the caller's. */
  private void take(long from, long to) {
    free.clear(from, to);
    laps.remove(from, to);
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
    return free.visits() + laps.visits() + retired.visits() + reservation.visits();
  }

  /** Number of 8-byte words that the sets take. */
  long allocatedWords() {
    return free.allocatedWords()
        + laps.allocatedWords()
        + retired.allocatedWords()
        + reservation.allocatedWords();
  }
}

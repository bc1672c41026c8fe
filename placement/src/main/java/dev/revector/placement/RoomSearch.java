package dev.revector.placement;

/**
 * Finds runs of free slots, first fit.
 *
 * <p>A search looks once at every stretch of the length asked for, at most. It remembers how far it
 * came: free slots become fewer except by a release, so the next search for as much or more goes on
 * from there, and on a device without room a second search costs nothing.
 *
 * <p>Not thread-safe.
 */
final class RoomSearch {
  private final long slots;
  private final SlotBitmap free;

  /** No run of {@code count} slots begins below {@code searched} at a multiple of alignment. */
  private long searched;

  private long count = 1;
  private long alignment = 1;

  /** A search among the members of {@code free}. */
  RoomSearch(long slots, SlotBitmap free) {
    this.slots = slots;
    this.free = free;
  }

  /**
   * First multiple of the alignment at which so many slots are free, or {@link SlotBitmap#NONE}.
   */
  long find(long wantedCount, long wantedAlignment) {
    boolean asMuch = wantedCount >= count && wantedAlignment % alignment == 0;
    long found = firstFit(asMuch ? searched : 0, wantedCount, wantedAlignment);
    count = wantedCount;
    alignment = wantedAlignment;
    searched = found == SlotBitmap.NONE ? slots : found;
    return found;
  }

  /** Slots from this one on were released: a run may begin here, or before and reach to here. */
  void released(long slot) {
    searched = Math.min(searched, Math.max(0, slot - count + 1));
  }

  private long firstFit(long from, long wantedCount, long wantedAlignment) {
    long start = free.nextSet(from);
    while (start != SlotBitmap.NONE) {
      long aligned = start + (wantedAlignment - start % wantedAlignment) % wantedAlignment;
      if (aligned < 0 || aligned > slots - wantedCount) {
        return SlotBitmap.NONE;
      }
      // The last obstacle, not the first: every start up to it would run into it too.
      long obstacle = free.previousClear(aligned + wantedCount - 1);
      if (obstacle < aligned) {
        return aligned;
      }
      start = free.nextSet(obstacle + 1);
    }
    return SlotBitmap.NONE;
  }
}

package dev.revector.placement;

/**
 * The slots that belong to metadata; those it gives up may hold data again. Not thread-safe.
 *
 * <p>Test of a slot in O(1): as many steps as the number of slots has digits in base 64, six for 16
 * TiB.
 */
final class ReservationBitmap {
  private final SlotBitmap reserved;
  private long count;

  ReservationBitmap(long slots) {
    this.reserved = new SlotBitmap(slots);
  }

  /** Reserves slots that are not reserved yet. */
  void reserve(long from, long to) {
    reserved.set(from, to);
    count += to - from;
  }

  /**
   * Gives up a reservation.
   *
   * @throws IllegalStateException if one of the slots is not reserved
   */
  void release(long from, long to) {
    if (!reserved.holdsAll(from, to)) {
      throw new IllegalStateException(
          "only reserved slots can be given back: from=" + from + ", count=" + (to - from));
    }
    reserved.clear(from, to);
    count -= to - from;
  }

  boolean contains(long slot) {
    return reserved.get(slot);
  }

  long count() {
    return count;
  }

  /**
   * Refuses slots of which one is reserved: the last check before a slot is given away.
   *
   * @throws IllegalStateException naming the first reserved one
   */
  void refuse(long from, long to) {
    long first = reserved.nextSet(from);
    if (first != SlotBitmap.NONE && first < to) {
      throw new IllegalStateException(
          "slot is reserved for metadata: slot="
              + first
              + ", from="
              + from
              + ", count="
              + (to - from));
    }
  }

  /** Nodes looked at since creation. */
  long visits() {
    return reserved.visits();
  }

  /** Number of 8-byte words allocated. */
  long allocatedWords() {
    return reserved.allocatedWords();
  }
}

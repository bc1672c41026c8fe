package dev.revector.spi;

/**
 * Hands out the slots of one spare. A slot is in exactly one state: free, used, retired (bad, never
 * used again) or reserved (metadata).
 *
 * <p>Free slots are taken evenly over the device; a slot that was released is taken last. Slots
 * that are held back (room into which metadata can grow) are free, but taken only when nothing else
 * is. Reserved slots are never handed out.
 *
 * <p>Test of a slot in O(1), next free slot in O(log n); memory grows with what is taken, not with
 * the size of the spare. <b>Not thread-safe:</b> the caller serialises.
 *
 * @since 0.1
 */
public interface SpareAllocator {

  /** Returned by {@link #allocate} when no slot is free. */
  long NONE = -1;

  /**
   * Takes a free slot.
   *
   * @param preferred a slot that is taken if it is free and not held back (the one after a
   *     neighbour's, so that runs stay runs), or {@link #NONE}
   * @return the slot, or {@link #NONE} when none is free
   */
  long allocate(long preferred);

  /**
   * Makes used slots free again.
   *
   * @throws IllegalStateException if one of them is not used
   */
  void release(long slot, long count);

  /**
   * Retires slots that are free or used, for ever.
   *
   * @throws IllegalStateException if one of them is reserved
   */
  void retire(long slot, long count);

  /**
   * Marks free slots as used: how the state of an opened pair is put in.
   *
   * @throws IllegalStateException if one of them is not free
   */
  void markUsed(long slot, long count);

  /**
   * Reserves these slots for metadata if all of them are free; else changes nothing, returns false.
   */
  boolean tryReserve(long slot, long count);

  /**
   * Makes reserved slots free again, those in a held-back zone held back.
   *
   * @throws IllegalStateException if one of them is not reserved
   */
  void unreserve(long slot, long count);

  /** Holds these slots back: they are taken last, the highest of the roomiest zone first. */
  void holdBack(long slot, long count);

  /** True when the slot belongs to metadata. */
  boolean isReserved(long slot);

  /** True when all of these slots are free, held back or not. */
  boolean isFree(long slot, long count);

  /**
   * First slot of a run of {@code count} free slots that begins at a multiple of {@code alignment},
   * or {@link #NONE}.
   */
  long findFree(long count, long alignment);

  /** Number of slots in all. */
  long slots();

  /** Number of free slots, those held back included. */
  long free();

  /** Number of used slots. */
  long used();

  /** Number of retired slots. */
  long retired();

  /** Number of reserved slots. */
  long reserved();
}

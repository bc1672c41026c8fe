package dev.revector.spi;

/**
 * Hands out the slots of one spare. A slot is in exactly one state: free, held back (room into
 * which metadata can grow), used, retired (bad, never used again) or reserved (metadata).
 *
 * <p>Only free slots are handed out: evenly over the device, a slot that was used or reserved
 * before last. Such a slot <i>waits</i>; one may also wait that was held back, or that lies before
 * a slot that was marked as used.
 *
 * <p>Slots outside the spare, or a count below 1, are an {@link IllegalArgumentException}; only
 * {@link #tryReserve} answers false.
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
   * @param preferred a slot of this spare (the one after a neighbour's, so that runs stay runs)
   *     that is taken if it is free and does not wait; or {@link #NONE}
   * @return the slot, or {@link #NONE} when none is free
   */
  long allocate(long preferred);

  /**
   * Makes used slots free again, those in a zone that is held back held back.
   *
   * @throws IllegalStateException if one of them is not used
   */
  void release(long slot, long count);

  /**
   * Retires slots that are not reserved, for ever.
   *
   * @throws IllegalStateException if one of them is reserved
   */
  void retire(long slot, long count);

  /**
   * Marks slots that are free or held back as used: how the state of an opened pair is put in.
   *
   * @throws IllegalStateException if one of them is neither
   */
  void markUsed(long slot, long count);

  /**
   * Reserves these slots for metadata if each of them is free or held back; else changes nothing,
   * returns false.
   */
  boolean tryReserve(long slot, long count);

  /**
   * Makes reserved slots free again, those in a zone that is held back held back.
   *
   * @throws IllegalStateException if one of them is not reserved
   */
  void unreserve(long slot, long count);

  /** Holds a zone back: those of its slots that are free, and the others once they become so. */
  void holdBack(long slot, long count);

  /** Ends all holding back. */
  void letGo();

  /** True when the slot belongs to metadata. */
  boolean isReserved(long slot);

  /** Number of free slots from this one on, one after the other; 0 where it is not free. */
  long freeFrom(long slot);

  /**
   * The lowest multiple of {@code alignment} from which {@code count} slots are free, one after the
   * other, or {@link #NONE}.
   */
  long findFree(long count, long alignment);

  /** Number of slots in all. */
  long slots();

  /** Number of free slots. */
  long free();

  /** Number of slots held back. */
  long heldBack();

  /** Number of used slots. */
  long used();

  /** Number of retired slots. */
  long retired();

  /** Number of reserved slots. */
  long reserved();
}

package dev.revector.spi;

/**
 * The free room of the spares, as a {@link MetadataStore} may ask for it when it must grow. Sectors
 * are of main's size. Thread-safe.
 *
 * @since 0.1
 */
public interface SpareSpace {

  /**
   * Reserves these sectors for metadata if every slot they touch is free or held back; else changes
   * nothing, returns false.
   */
  boolean tryReserve(int spare, long sector, long count);

  /** Gives back sectors that {@link #tryReserve} reserved and nothing was written to. */
  void unreserve(int spare, long sector, long count);

  /**
   * Takes sectors that metadata held, whose medium failed, out of use for ever.
   *
   * @throws IllegalStateException if one of them is not reserved
   */
  void retire(int spare, long sector, long count);

  /**
   * The lowest multiple of {@code alignment} sectors from which {@code count} sectors are free; -1
   * if there is none.
   */
  long findFree(int spare, long count, long alignment);

  /** Number of free sectors from this one on, one after the other; 0 where it is not free. */
  long freeFrom(int spare, long sector);

  /** Keeps data away from these sectors; what holds data already stays until it is released. */
  void holdBack(int spare, long sector, long count);

  /** Ends all holding back, on every spare. */
  void letGo();
}

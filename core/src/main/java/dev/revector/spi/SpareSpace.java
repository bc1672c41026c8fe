package dev.revector.spi;

/**
 * The free room of the spares, as a {@link MetadataStore} may ask for it when it must grow. Sectors
 * are of main's size. Thread-safe.
 *
 * @since 0.1
 */
public interface SpareSpace {

  /** Reserves these sectors for metadata if every slot they touch is free; else changes nothing. */
  boolean tryReserve(int spare, long sector, long count);

  /** Gives back sectors that {@link #tryReserve} reserved and nothing was written to. */
  void unreserve(int spare, long sector, long count);

  /**
   * First of {@code count} sectors, all free, at a multiple of {@code alignment} sectors; -1 if
   * none.
   */
  long findFree(int spare, long count, long alignment);
}

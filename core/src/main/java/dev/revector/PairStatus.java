package dev.revector;

import java.util.List;

/**
 * The state of a pair at one moment.
 *
 * @param state the sum of it
 * @param pair whom the pair consists of
 * @param mainPath how main is named, empty when it is not at hand
 * @param spares the spares, in their order
 * @param metadata the metadata copies
 * @param runs runs with a slot
 * @param remappedSectors sectors with a slot that holds their data
 * @param pendingSectors sectors that can't be read, with data that may come back
 * @param lostSectors sectors with a slot that holds no data
 * @param poisoned true after a failed flush
 * @param health 0 to 100
 * @since 0.1
 */
public record PairStatus(
    State state,
    PairIdentity pair,
    String mainPath,
    List<Spare> spares,
    MetadataStatus metadata,
    long runs,
    long remappedSectors,
    long pendingSectors,
    long lostSectors,
    boolean poisoned,
    int health) {

  /** The sum of a pair's state, the worst that applies. */
  public enum State {
    /** All is well. */
    HEALTHY,
    /** Some sectors are pending or spares run short. */
    ATTENTION,
    /** Some metadata copy is damaged or missing. */
    DEGRADED,
    /** Data is lost, spares are exhausted, or the target is poisoned. */
    FAILED
  }

  /**
   * One spare.
   *
   * @param path how it is named
   * @param sectors its size, in sectors of main's size
   * @param slots slots in all
   * @param used slots with data
   * @param free slots that can still be taken, each of them surely, whatever is remapped
   * @param retired slots that failed
   * @param reservedSectors sectors that metadata holds now
   * @param heldBackSectors sectors into which metadata can grow; data never takes them
   */
  public record Spare(
      String path,
      long sectors,
      long slots,
      long used,
      long free,
      long retired,
      long reservedSectors,
      long heldBackSectors) {}
}

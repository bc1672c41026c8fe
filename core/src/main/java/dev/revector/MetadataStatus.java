package dev.revector;

import java.util.List;

/**
 * The state of the metadata copies.
 *
 * @param strategy name of the placement strategy that made them
 * @param blockSize bytes in a metadata block
 * @param sequence number of the last record that is durable
 * @param epoch number of the last opening for writing
 * @param generation number of the layout
 * @param live true when another process has the pair open for writing
 * @param copies every copy, in the order of their numbers
 * @since 0.1
 */
public record MetadataStatus(
    String strategy,
    int blockSize,
    long sequence,
    long epoch,
    int generation,
    boolean live,
    List<Copy> copies) {

  /** What a copy is good for. */
  public enum CopyState {
    /** Every block of it is right. */
    VALID,
    /** Some block of it is wrong. */
    DAMAGED,
    /** No block of it can be read. */
    UNREADABLE,
    /** It took itself out of use: its own blocks say so. */
    FENCED,
    /** The other copies say that it is out of use. */
    EVICTED
  }

  /**
   * One copy.
   *
   * @param index its number
   * @param state what it is good for
   * @param sequence the last record that it holds
   * @param extents where it lies
   */
  public record Copy(int index, CopyState state, long sequence, List<SpareExtent> extents) {}

  /**
   * A run of sectors on a spare.
   *
   * @param spare index of the spare
   * @param sector first sector, of main's size
   * @param sectors number of sectors
   */
  public record SpareExtent(int spare, long sector, long sectors) {}
}

package dev.revector.placement;

import dev.revector.DeviceTooSmallException;
import dev.revector.spi.PlacementAdvisor;

/**
 * The strategy and the number of copies by the size of the spare: many and far apart where there is
 * room, packed where there is little. Stateless.
 */
public final class AdaptivePlacement implements PlacementAdvisor {

  /** One row of the table, from the largest size to the smallest. */
  private enum Row {
    LARGE(4096, "geometric", 5),
    MEDIUM(2048, "linear", 4),
    SMALL(512, "linear", 3),
    TINY(64, "minimal", 2),
    LEAST(36, "minimal", 1);

    /** Least size in units of 1024 bytes, inclusive, where a physical block has 512. */
    private final long leastKibibytes;

    private final String strategy;
    private final int copies;

    Row(long leastKibibytes, String strategy, int copies) {
      this.leastKibibytes = leastKibibytes;
      this.strategy = strategy;
      this.copies = copies;
    }

    /** Metadata is counted in physical blocks, so every size grows with them. */
    long leastBytes(int physicalBlockSize) {
      return leastKibibytes * 2 * physicalBlockSize;
    }
  }

  /** For {@link java.util.ServiceLoader}. */
  public AdaptivePlacement() {}

  @Override
  public Advice advise(long spareBytes, int physicalBlockSize) throws DeviceTooSmallException {
    if (Integer.bitCount(physicalBlockSize) != 1 || physicalBlockSize < 512) {
      throw new IllegalArgumentException(
          "no valid physical block size: physicalBlockSize=" + physicalBlockSize);
    }
    for (Row row : Row.values()) {
      if (spareBytes >= row.leastBytes(physicalBlockSize)) {
        return new Advice(row.strategy, row.copies);
      }
    }
    throw new DeviceTooSmallException(
        "spare is too small for metadata: bytes="
            + spareBytes
            + ", minimum="
            + Row.LEAST.leastBytes(physicalBlockSize)
            + ", physicalBlockSize="
            + physicalBlockSize
            + "; take a spare of at least the minimum");
  }
}

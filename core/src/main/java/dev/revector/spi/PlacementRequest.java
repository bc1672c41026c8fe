package dev.revector.spi;

import java.util.List;

/**
 * What a {@link PlacementStrategy} must place. A block is a metadata block, of {@code blockSize}
 * bytes.
 *
 * @param deviceBlocks blocks on the spare; as bytes they fit into a {@code long}
 * @param blockSize bytes in a block, a power of two from 512
 * @param regionBlocks blocks that one copy takes now
 * @param reachBlocks blocks that one copy takes when every slot of the spare is in use; at least
 *     {@code regionBlocks}
 * @param copies number of copies, 1 to 8
 * @param minDistanceBlocks least distance from one start to the next, 0 for none
 * @param customBlocks the starts that the user gave, for the custom strategy; else empty
 * @since 0.1
 */
public record PlacementRequest(
    long deviceBlocks,
    int blockSize,
    long regionBlocks,
    long reachBlocks,
    int copies,
    long minDistanceBlocks,
    List<Long> customBlocks) {

  /** Checks the ranges given above. */
  public PlacementRequest {
    customBlocks = List.copyOf(customBlocks);
    if (copies < 1
        || copies > 8
        || regionBlocks < 1
        || reachBlocks < regionBlocks
        || minDistanceBlocks < 0
        || Integer.bitCount(blockSize) != 1
        || blockSize < 512) {
      throw new IllegalArgumentException(
          "no valid placement request: copies="
              + copies
              + ", regionBlocks="
              + regionBlocks
              + ", reachBlocks="
              + reachBlocks
              + ", minDistanceBlocks="
              + minDistanceBlocks
              + ", blockSize="
              + blockSize);
    }
  }
}

package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import java.util.List;

/** What the placement strategies share. */
final class Placements {
  private Placements() {}

  /** The request as {@code key=value}, for messages. */
  static String describe(String strategy, PlacementRequest request) {
    return "strategy="
        + strategy
        + ", copies="
        + request.copies()
        + ", deviceBlocks="
        + request.deviceBlocks()
        + ", blockSize="
        + request.blockSize()
        + ", regionBlocks="
        + request.regionBlocks()
        + ", minDistanceBlocks="
        + request.minDistanceBlocks();
  }

  /**
   * Refuses starts that were not computed from the request but given: they must be in ascending
   * order, disjoint, inside the device, and far enough from each other.
   *
   * @throws IllegalArgumentException naming the first start that will not do, and what would
   */
  static List<Long> check(String strategy, PlacementRequest request, List<Long> starts) {
    long distance = Spacing.leastDistance(request);
    for (int i = 0; i < starts.size(); i++) {
      long start = starts.get(i);
      long highest = request.deviceBlocks() - request.regionBlocks();
      if (start < 0 || start > highest) {
        throw new IllegalArgumentException(
            "metadata copy does not fit into the spare: "
                + describe(strategy, request)
                + ", startBlock="
                + start
                + (highest < 0
                    ? "; take a larger spare"
                    : "; take a start from 0 to " + highest + ", or a larger spare"));
      }
      if (i > 0 && start - starts.get(i - 1) < distance) {
        throw new IllegalArgumentException(
            "metadata copies too close to each other: "
                + describe(strategy, request)
                + ", startBlock="
                + start
                + ", before="
                + starts.get(i - 1)
                + "; take starts at least "
                + distance
                + " blocks apart, or another strategy");
      }
    }
    return starts;
  }
}

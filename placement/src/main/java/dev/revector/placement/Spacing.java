package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import java.util.function.IntToLongFunction;

/**
 * The arithmetic of the strategies whose distances are multiples of one smallest distance. Pure.
 *
 * @param strategy name of the strategy, for messages
 * @param parts for a number of copies, how many smallest distances lie between the first start and
 *     the last
 */
record Spacing(String strategy, IntToLongFunction parts) {

  /** The least that the smallest distance may be: copies are disjoint, and as far as asked for. */
  static long leastDistance(PlacementRequest request) {
    return Math.max(request.regionBlocks(), request.minDistanceBlocks());
  }

  /**
   * Returns the start of the last copy if that copy shall end with the device: with the room for
   * its growth if all copies fit so, else without.
   *
   * @throws IllegalArgumentException if the copies do not fit; the message says what would do
   */
  long lastStart(PlacementRequest request) {
    requireRoom(request);
    if (request.copies() == 1) {
      return 0;
    }
    long grown = request.deviceBlocks() - request.reachBlocks();
    boolean fits = grown / parts.applyAsLong(request.copies()) >= leastDistance(request);
    return fits ? grown : request.deviceBlocks() - request.regionBlocks();
  }

  /**
   * Refuses what does not fit.
   *
   * @throws IllegalArgumentException if the copies do not fit; the message says what would do
   */
  void requireRoom(PlacementRequest request) {
    long needed = neededBlocks(request, request.copies());
    if (needed <= request.deviceBlocks()) {
      return;
    }
    int most = request.copies() - 1;
    while (most > 0 && neededBlocks(request, most) > request.deviceBlocks()) {
      most--;
    }
    throw new IllegalArgumentException(
        "no room for the metadata copies: "
            + Placements.describe(strategy, request)
            + ", neededBlocks="
            + needed
            + "; take a larger spare"
            + (request.minDistanceBlocks() > request.regionBlocks() ? ", a smaller distance" : "")
            + (most > 0 ? ", or at most " + most + " copies" : ""));
  }

  /** Blocks that so many copies need; the largest long when they are more than it can tell. */
  private long neededBlocks(PlacementRequest request, int copies) {
    long count = copies == 1 ? 0 : parts.applyAsLong(copies);
    long distance = leastDistance(request);
    long region = request.regionBlocks();
    boolean tooMany = count > 0 && distance > (Long.MAX_VALUE - region) / count;
    return tooMany ? Long.MAX_VALUE : count * distance + region;
  }
}

package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import java.math.BigInteger;
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
    if (fits(request, request.copies())) {
      return;
    }
    int most = request.copies() - 1;
    while (most > 0 && !fits(request, most)) {
      most--;
    }
    throw new IllegalArgumentException(
        "no room for the metadata copies: "
            + Placements.describe(strategy, request)
            + ", neededBlocks="
            + neededBlocks(request)
            + "; take a larger spare"
            + (request.minDistanceBlocks() > request.regionBlocks() ? ", a smaller distance" : "")
            + (most > 0 ? ", or at most " + most + " copies" : ""));
  }

  private boolean fits(PlacementRequest request, int copies) {
    long highest = request.deviceBlocks() - request.regionBlocks();
    return highest >= 0
        && (copies == 1 || highest / parts.applyAsLong(copies) >= leastDistance(request));
  }

  private BigInteger neededBlocks(PlacementRequest request) {
    long count = request.copies() == 1 ? 0 : parts.applyAsLong(request.copies());
    return BigInteger.valueOf(leastDistance(request))
        .multiply(BigInteger.valueOf(count))
        .add(BigInteger.valueOf(request.regionBlocks()));
  }
}

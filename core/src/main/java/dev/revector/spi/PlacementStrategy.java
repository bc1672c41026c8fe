package dev.revector.spi;

import java.util.List;

/**
 * Chooses where on a spare the metadata copies begin. A third party adds one through {@link
 * java.util.ServiceLoader}.
 *
 * <p>The result is a pure function of the request: it is stored when the pair is created, and asked
 * for again only to find copies when what was stored is damaged. Stateless; any thread may call.
 *
 * @since 0.1
 */
public interface PlacementStrategy {

  /**
   * The name that the command line and the metadata use, such as {@code geometric}: a letter from a
   * to z, then at most 14 of these letters, digits and hyphens. Always the same.
   */
  String name();

  /**
   * Returns the first block of each copy, {@code request.copies()} of them, in ascending order,
   * each a place where {@code regionBlocks} fit: inside the device, disjoint, at least {@code
   * minDistanceBlocks} from start to start. A strategy that does not pack the copies leaves room
   * for {@code reachBlocks} where the device allows, so that a copy can grow where it stands. On a
   * device with a thousand times the room that the copies take, it places at least one to five of
   * them, if they have at most 512 KiB each when they have grown.
   *
   * @throws IllegalArgumentException if there is no such placement; the message says what would do
   */
  List<Long> place(PlacementRequest request);
}

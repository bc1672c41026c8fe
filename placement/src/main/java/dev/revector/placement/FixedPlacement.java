package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * The places where dm-remap meant to keep its copies: sectors 0, 1024, 2048, 4096 and 8192, of 512
 * bytes. Stateless.
 */
public final class FixedPlacement implements PlacementStrategy {
  private static final String NAME = "fixed";
  private static final int UNIT_BYTES = 512;
  private static final List<Integer> UNITS = List.of(0, 1024, 2048, 4096, 8192);

  /** For {@link java.util.ServiceLoader}. */
  public FixedPlacement() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Long> place(PlacementRequest request) {
    if (request.copies() > UNITS.size()) {
      throw new IllegalArgumentException(
          "too many metadata copies: "
              + Placements.describe(NAME, request)
              + "; take at most "
              + UNITS.size()
              + " copies, or another strategy");
    }
    List<Long> starts = new ArrayList<>();
    for (int unit : UNITS.subList(0, request.copies())) {
      long bytes = (long) unit * UNIT_BYTES;
      if (bytes % request.blockSize() != 0) {
        throw new IllegalArgumentException(
            "fixed offset does not begin a block: "
                + Placements.describe(NAME, request)
                + ", offsetBytes="
                + bytes
                + "; take another strategy");
      }
      starts.add(bytes / request.blockSize());
    }
    return List.copyOf(Placements.check(NAME, request, starts));
  }
}

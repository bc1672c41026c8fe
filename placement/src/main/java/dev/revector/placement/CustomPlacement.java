package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.List;

/** The places that the user gave, in any order. Stateless. */
public final class CustomPlacement implements PlacementStrategy {
  private static final String NAME = "custom";

  /** For {@link java.util.ServiceLoader}. */
  public CustomPlacement() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Long> place(PlacementRequest request) {
    if (request.customBlocks().size() != request.copies()) {
      throw new IllegalArgumentException(
          "not one start for each metadata copy: "
              + Placements.describe(NAME, request)
              + ", starts="
              + request.customBlocks().size()
              + "; give "
              + request.copies());
    }
    List<Long> starts = request.customBlocks().stream().sorted().toList();
    return Placements.check(NAME, request, starts);
  }
}

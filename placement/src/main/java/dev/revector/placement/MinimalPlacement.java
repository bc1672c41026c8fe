package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Packed from block 0, one copy after the other, so that the rest of a small device stays in one
 * piece. A copy that grows does so elsewhere. Stateless.
 */
public final class MinimalPlacement implements PlacementStrategy {
  private static final String NAME = "minimal";
  private static final Spacing SPACING = new Spacing(NAME, copies -> copies - 1);

  /** For {@link java.util.ServiceLoader}. */
  public MinimalPlacement() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Long> place(PlacementRequest request) {
    SPACING.requireRoom(request);
    List<Long> starts = new ArrayList<>();
    for (int copy = 0; copy < request.copies(); copy++) {
      starts.add(Spacing.leastDistance(request) * copy);
    }
    return List.copyOf(starts);
  }
}

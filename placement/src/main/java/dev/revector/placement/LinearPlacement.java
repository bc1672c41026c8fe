package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Even distances over the whole device: the first copy at block 0, the last at the end. What is
 * left over in the division lengthens the last distance. Stateless.
 */
public final class LinearPlacement implements PlacementStrategy {
  private static final String NAME = "linear";
  private static final Spacing SPACING = new Spacing(NAME, copies -> copies - 1);

  /** For {@link java.util.ServiceLoader}. */
  public LinearPlacement() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Long> place(PlacementRequest request) {
    long last = SPACING.lastStart(request);
    List<Long> starts = new ArrayList<>();
    for (int copy = 0; copy < request.copies() - 1; copy++) {
      starts.add(last / (request.copies() - 1) * copy);
    }
    starts.add(last);
    return List.copyOf(starts);
  }
}

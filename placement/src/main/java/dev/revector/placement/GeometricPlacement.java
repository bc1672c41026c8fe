package dev.revector.placement;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Distances that double over the whole device: the first copy at block 0, the next ones at {@code
 * d, 3d, 7d, ...}, the last at the end. Neither a damaged zone of any size at one place nor a
 * mistake at the front of the device takes all of them. Stateless.
 *
 * <p>The smallest distance {@code d} is the largest that fits; what is left over in the division
 * lengthens the last distance.
 */
public final class GeometricPlacement implements PlacementStrategy {
  private static final String NAME = "geometric";
  private static final Spacing SPACING = new Spacing(NAME, copies -> (1L << (copies - 1)) - 1);

  /** For {@link java.util.ServiceLoader}. */
  public GeometricPlacement() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Long> place(PlacementRequest request) {
    long last = SPACING.lastStart(request);
    List<Long> starts = new ArrayList<>();
    for (int copy = 0; copy < request.copies() - 1; copy++) {
      long smallest = last / SPACING.parts().applyAsLong(request.copies());
      starts.add(smallest * ((1L << copy) - 1));
    }
    starts.add(last);
    return List.copyOf(starts);
  }
}

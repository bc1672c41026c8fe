import dev.revector.placement.AdaptivePlacement;
import dev.revector.placement.CustomPlacement;
import dev.revector.placement.EvenAllocatorProvider;
import dev.revector.placement.FixedPlacement;
import dev.revector.placement.GeometricPlacement;
import dev.revector.placement.LinearPlacement;
import dev.revector.placement.MinimalPlacement;
import dev.revector.spi.PlacementAdvisor;
import dev.revector.spi.PlacementStrategy;
import dev.revector.spi.SpareAllocatorProvider;

/** Where metadata copies and remapped sectors go on a spare. */
module dev.revector.placement {
  requires dev.revector;
  requires static org.jspecify;

  provides PlacementAdvisor with
      AdaptivePlacement;
  provides PlacementStrategy with
      GeometricPlacement,
      LinearPlacement,
      MinimalPlacement,
      FixedPlacement,
      CustomPlacement;
  provides SpareAllocatorProvider with
      EvenAllocatorProvider;
}

package dev.revector.internal;

import dev.revector.spi.MetadataStoreProvider;
import dev.revector.spi.PlacementAdvisor;
import dev.revector.spi.PlacementStrategy;
import dev.revector.spi.SpareAllocatorProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the parts that the modules beside core provide, once: they are stateless. */
final class Services {
  private static final List<MetadataStoreProvider> METADATA = all(MetadataStoreProvider.class);
  private static final List<PlacementAdvisor> ADVISORS = all(PlacementAdvisor.class);
  private static final List<SpareAllocatorProvider> ALLOCATORS = all(SpareAllocatorProvider.class);
  private static final List<PlacementStrategy> STRATEGIES = all(PlacementStrategy.class);

  private Services() {}

  static MetadataStoreProvider metadata() {
    return first(METADATA, MetadataStoreProvider.class);
  }

  static PlacementAdvisor advisor() {
    return first(ADVISORS, PlacementAdvisor.class);
  }

  static SpareAllocatorProvider allocators() {
    return first(ALLOCATORS, SpareAllocatorProvider.class);
  }

  static List<PlacementStrategy> strategies() {
    return STRATEGIES;
  }

  static PlacementStrategy strategy(String name) {
    List<PlacementStrategy> known = strategies();
    return known.stream()
        .filter(strategy -> strategy.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no such placement strategy: name="
                        + name
                        + ", known=auto, "
                        + known.stream()
                            .map(PlacementStrategy::name)
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }

  private static <T> T first(List<T> found, Class<T> service) {
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "no provider of " + service.getName() + " on the class or module path");
    }
    return found.get(0);
  }

  private static <T> List<T> all(Class<T> service) {
    return ServiceLoader.load(service, Services.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}

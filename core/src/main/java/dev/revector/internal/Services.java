package dev.revector.internal;

import dev.revector.spi.MetadataStoreProvider;
import dev.revector.spi.PlacementAdvisor;
import dev.revector.spi.PlacementStrategy;
import dev.revector.spi.SpareAllocatorProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the parts that the modules beside core provide. */
final class Services {
  private Services() {}

  static MetadataStoreProvider metadata() {
    return only(MetadataStoreProvider.class);
  }

  static PlacementAdvisor advisor() {
    return only(PlacementAdvisor.class);
  }

  static SpareAllocatorProvider allocators() {
    return only(SpareAllocatorProvider.class);
  }

  static List<PlacementStrategy> strategies() {
    return all(PlacementStrategy.class);
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

  private static <T> T only(Class<T> service) {
    return all(service).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no provider of " + service.getName() + " on the class or module path"));
  }

  private static <T> List<T> all(Class<T> service) {
    return ServiceLoader.load(service, Services.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}

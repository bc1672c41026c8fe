package dev.revector.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.spi.PlacementAdvisor;
import dev.revector.spi.PlacementStrategy;
import dev.revector.spi.SpareAllocatorProvider;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProvidersTest {
  private static final List<Class<?>> SERVICES =
      List.of(PlacementAdvisor.class, PlacementStrategy.class, SpareAllocatorProvider.class);

  @Test
  void shouldProvideEveryStrategyByItsName() {
    assertEquals(
        Set.of("geometric", "linear", "minimal", "fixed", "custom"),
        ServiceLoader.load(PlacementStrategy.class).stream()
            .map(provider -> provider.get().name())
            .collect(Collectors.toSet()));
  }

  @Test
  void shouldProvideAnAllocator() {
    SpareAllocatorProvider provider =
        ServiceLoader.load(SpareAllocatorProvider.class).findFirst().orElseThrow();
    assertEquals(1000, provider.create(1000).free());
  }

  @Test
  void shouldProvideTheSameAsModuleAndOnTheClassPath() throws Exception {
    Path classes =
        Path.of(EvenAllocator.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<Provides> asModule =
        ModuleFinder.of(classes)
            .find("dev.revector.placement")
            .orElseThrow()
            .descriptor()
            .provides();
    for (Class<?> service : SERVICES) {
      Set<String> onClassPath =
          ServiceLoader.load(service).stream()
              .map(provider -> provider.type().getName())
              .collect(Collectors.toSet());
      Set<String> named =
          asModule.stream()
              .filter(provides -> provides.service().equals(service.getName()))
              .flatMap(provides -> provides.providers().stream())
              .collect(Collectors.toSet());
      assertEquals(named, onClassPath);
    }
  }
}

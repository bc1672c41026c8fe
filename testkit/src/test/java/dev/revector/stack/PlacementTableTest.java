package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceTooSmallException;
import dev.revector.Extent;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.PlacementAdvisor;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pair gets by default, by the size of its spare. */
class PlacementTableTest {

  @ParameterizedTest(name = "{0} KiB of {1}-byte blocks: {2} x{3}")
  @CsvSource({
    "36, 512, minimal, 1",
    "48, 512, minimal, 1",
    "64, 512, minimal, 2",
    "256, 512, minimal, 2",
    "512, 512, linear, 3",
    "1024, 512, linear, 3",
    "2048, 512, linear, 4",
    "3072, 512, linear, 4",
    "4096, 512, geometric, 5",
    "8192, 512, geometric, 5",
    "65536, 512, geometric, 5",
    "1073741824, 512, geometric, 5",
    "288, 4096, minimal, 1",
    "512, 4096, minimal, 2",
    "2048, 4096, minimal, 2",
    "4096, 4096, linear, 3",
    "8192, 4096, linear, 3",
    "16384, 4096, linear, 4",
    "32768, 4096, geometric, 5",
    "1073741824, 4096, geometric, 5",
  })
  void shouldSuitTheSpare(long kibibytes, int block, String strategy, int copies)
      throws IOException {
    long bytes = kibibytes << 10;
    PlacementAdvisor.Advice advice = advisor().advise(bytes, block);
    assertEquals(strategy, advice.strategy());
    assertEquals(copies, advice.copies());
    SimulatedDisk spare = StoreFixture.spare(bytes, block);
    MetadataStore store = StoreFixture.create(spare, strategy, copies);
    MetadataStatus status = store.status();
    assertEquals(strategy, status.strategy());
    assertEquals(copies, status.copies().size());
    assertDisjoint(store, bytes / 512);
    long reserved = store.reservation(0).stream().mapToLong(Extent::count).sum() * 512;
    int limit = kibibytes < 512L * block / 512 ? 30 : 10;
    assertTrue(reserved * 100 <= bytes * limit, "fresh share: reserved=" + reserved);
    assertTrue(reserved <= 8 << 20, "not a few MiB: reserved=" + reserved);
    assertTrue(
        spare.counters().sectorsWritten() * 512 <= 2 * reserved + (64 << 10),
        "wrote more than what it reserved: " + spare.counters());
  }

  private static void assertDisjoint(MetadataStore store, long sectors) {
    List<SpareExtent> all = new ArrayList<>();
    store.status().copies().forEach(copy -> all.addAll(copy.extents()));
    for (long witness : Spares.witnesses(store)) {
      all.add(new SpareExtent(0, witness, store.status().blockSize() / 512));
    }
    boolean witnessed = store.status().copies().size() >= 3;
    assertEquals(store.status().copies().size() + (witnessed ? 3 : 0), all.size());
    all.sort(Comparator.comparingLong(SpareExtent::sector));
    long end = 0;
    for (SpareExtent extent : all) {
      assertTrue(extent.sector() >= end, "overlap at " + extent);
      end = extent.sector() + extent.sectors();
    }
    assertTrue(end <= sectors, "beyond the end: " + end);
  }

  @ParameterizedTest
  @CsvSource({"36863, 512, 36864", "294911, 4096, 294912"})
  void shouldNameTheMinimum(long bytes, int block, String minimum) {
    DeviceTooSmallException refused =
        assertThrows(DeviceTooSmallException.class, () -> advisor().advise(bytes, block));
    assertTrue(refused.getMessage().contains("minimum=" + minimum), refused.getMessage());
  }

  private static PlacementAdvisor advisor() {
    return ServiceLoader.load(PlacementAdvisor.class).findFirst().orElseThrow();
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.testkit.Counters;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a remap writes, whatever the size of the map. */
class CommitCostTest {
  private static final long STRIDE = 17;

  @Test
  void shouldCostTheSameWhateverTheSizeOfTheMap() throws IOException {
    int[] sizes = {0, 100_000, 1_000_000};
    int sample = 10_000;
    SimulatedDisk spare = StoreFixture.spare(2L << 30, 512);
    StoreFixture.create(spare, "geometric", 5).close();
    MetadataStore store = StoreFixture.open(spare, false);
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    List<Double> costs = new ArrayList<>();
    long made = 0;
    for (int size : sizes) {
      made = put(store, allocator, made, size, store.maxChanges());
      spare.resetCounters();
      made = put(store, allocator, made, made + sample, 1);
      Counters counters = spare.counters();
      costs.add(counters.sectorsWritten() / 8.0 / sample);
      assertTrue(counters.flushes() < 3L * sample, "flushes: " + counters);
    }
    double least = costs.stream().mapToDouble(cost -> cost).min().orElseThrow();
    double most = costs.stream().mapToDouble(cost -> cost).max().orElseThrow();
    assertTrue(most <= 1.2 * least, "blocks of 4 KiB written per remap: " + costs);
  }

  @Test
  void shouldBringEveryRemapBack() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(256L << 20, 512);
    StoreFixture.create(spare, "geometric", 5).close();
    MetadataStore store = StoreFixture.open(spare, false);
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    put(store, allocator, 0, 100_000, store.maxChanges());
    MetadataStore again = StoreFixture.open(spare, false);
    List<Long> lbas = new ArrayList<>();
    again.forEachRun(run -> lbas.add(run.lba()));
    assertEquals(LongStream.range(0, 100_000).mapToObj(i -> i * STRIDE).toList(), lbas);
    assertEquals(StoreFixture.runs(store), StoreFixture.runs(again));
  }

  /** Puts single remaps number {@code from} to {@code to - 1} in, so many in each commit. */
  private static long put(
      MetadataStore store, SpareAllocator allocator, long from, long to, int each)
      throws IOException {
    long next = from;
    List<MapChange> changes = new ArrayList<>();
    while (next < to) {
      changes.clear();
      while (next < to && changes.size() < each) {
        long slot = allocator.allocate(SpareAllocator.NONE);
        changes.add(StoreFixture.put(next * STRIDE, slot));
        next++;
      }
      store.commit(List.copyOf(changes));
    }
    return Math.max(from, next);
  }
}

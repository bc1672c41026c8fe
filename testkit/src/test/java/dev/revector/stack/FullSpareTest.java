package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fills a spare with scattered single remaps until nothing is left, as an engine does: takes a
 * slot, commits, gives the slot back when the commit finds no room.
 */
class FullSpareTest {
  private static final long STRIDE = 1009;

  /** A pair in use: what an engine holds. */
  private static final class Pair {
    final SimulatedDisk spare;
    final MetadataStore store;
    final SpareAllocator allocator;
    final int perSlot;
    final TreeMap<Long, Long> map = new TreeMap<>();

    Pair(SimulatedDisk spare, MetadataStore store) {
      this.spare = spare;
      this.store = store;
      this.allocator = StoreFixture.attach(store, spare);
      this.perSlot = store.pair().slotSize() / 512;
    }

    /** False when no slot is left, or no room to record one more. */
    boolean remap(long lba) throws IOException {
      long slot = allocator.allocate(SpareAllocator.NONE);
      if (slot == SpareAllocator.NONE) {
        return false;
      }
      try {
        store.commit(List.of(new MapChange.Put(StoreFixture.run(lba, perSlot, slot * perSlot))));
      } catch (SparesExhaustedException e) {
        allocator.release(slot, 1);
        return false;
      }
      for (int i = 0; i < perSlot; i++) {
        map.put(lba + i, slot * perSlot + i);
      }
      return true;
    }

    void release(long lba) throws IOException {
      long sector = map.get(lba);
      store.commit(List.of(new MapChange.Remove(lba, perSlot)));
      allocator.release(sector / perSlot, 1);
      map.subMap(lba, lba + perSlot).clear();
    }

    int fill(long firstLba) throws IOException {
      int count = 0;
      while (remap(firstLba + count * STRIDE * perSlot)) {
        count++;
      }
      return count;
    }
  }

  @ParameterizedTest(name = "{0} KiB of {1}-byte blocks, {2} x{3}")
  @CsvSource({
    "36, 512, minimal, 1, 30",
    "48, 512, minimal, 1, 30",
    "64, 512, minimal, 2, 30",
    "100, 512, minimal, 2, 30",
    "256, 512, minimal, 2, 30",
    "512, 512, linear, 3, 30",
    "1024, 512, linear, 3, 30",
    "2048, 512, linear, 4, 30",
    "3072, 512, linear, 4, 30",
    "4096, 512, geometric, 5, 30",
    "288, 4096, minimal, 1, 30",
    "512, 4096, minimal, 2, 30",
    "4096, 4096, linear, 3, 10",
    "8192, 4096, linear, 3, 6",
    "32768, 4096, geometric, 5, 6",
  })
  void shouldUseEverySlotThatIsLeft(
      long kibibytes, int block, String strategy, int copies, int percent) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(kibibytes << 10, block);
    StoreFixture.create(spare, strategy, copies).close();
    Pair pair = new Pair(spare, StoreFixture.open(spare, false));
    pair.fill(0);
    long slots = pair.allocator.slots();
    long reserved = pair.store.reservation(0).stream().mapToLong(Extent::count).sum();
    String where =
        "free=" + pair.allocator.free() + ", reserved=" + reserved / pair.perSlot + " of " + slots;
    assertEquals(0, pair.allocator.free(), where);
    assertTrue(reserved * 100 <= percent * slots * pair.perSlot, where);
    assertEquals(slots, pair.allocator.used() + pair.allocator.reserved());
    assertEquals(pair.map, StoreFixture.map(pair.store));
    reuse(pair);
    reopen(pair);
  }

  /** Releases a third in random order and remaps others into it. */
  private static void reuse(Pair pair) throws IOException {
    Random random = new Random(3);
    Deque<Long> lbas = new ArrayDeque<>();
    for (Map.Entry<Long, Long> entry : pair.map.entrySet()) {
      if (entry.getValue() % pair.perSlot == 0 && random.nextInt(3) == 0) {
        lbas.add(entry.getKey());
      }
    }
    for (long lba : lbas) {
      pair.release(lba);
    }
    assertEquals(lbas.size(), pair.fill(1L << 30));
    assertEquals(pair.map, StoreFixture.map(pair.store));
  }

  private static void reopen(Pair pair) throws IOException {
    MetadataStore again = StoreFixture.open(pair.spare);
    assertEquals(pair.map, StoreFixture.map(again));
    assertEquals(List.of(), again.check(false).findings());
    MetadataStore reader = StoreFixture.open(pair.spare, true);
    assertEquals(List.of(), reader.check(false).findings());
    assertEquals(pair.map, StoreFixture.map(reader));
  }
}

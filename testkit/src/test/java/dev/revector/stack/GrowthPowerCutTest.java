package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cuts the power while the copies outgrow their first extents. */
class GrowthPowerCutTest {

  @ParameterizedTest
  @CsvSource({
    "524288, 3, false",
    "524288, 3, true",
    "1048576, 3, true",
    "4194304, 5, true",
  })
  void shouldSurvivePowerCutsWhileGrowing(long bytes, int copies, boolean taken)
      throws IOException {
    SimulatedDisk filling = StoreFixture.spare(bytes, 512);
    StoreFixture.create(filling, "linear", copies).close();
    MetadataStore store = StoreFixture.open(filling, false);
    SpareAllocator allocator = StoreFixture.attach(store, filling);
    TreeMap<Long, Long> start = new TreeMap<>();
    if (taken) {
      takeRoomBehind(store, allocator, start);
    }
    int table = tableBlocks(store);
    SimulatedDisk fresh = filling.copy();
    TreeMap<Long, Long> filled = new TreeMap<>(start);
    while (tableBlocks(store) == table) {
      if (filled.size() % 50 == 0) {
        fresh = filling.copy();
        start = new TreeMap<>(filled);
      }
      put(store, allocator, filled, filled.size() * 9L);
    }
    int step = Effort.of(5, 1);
    int grown = 0;
    for (int at = 5; ; at += step) {
      SimulatedDisk spare = fresh.copy();
      spare.cutAfter(at);
      TreeMap<Long, Long> map = new TreeMap<>(start);
      TreeMap<Long, Long> next = new TreeMap<>(start);
      boolean finished = work(spare, map, next);
      grown += verify(spare, map, next, table, "cut at " + at) ? 1 : 0;
      if (finished) {
        break;
      }
    }
    assertTrue(grown > 0, "nothing grew");
  }

  /** Slots right behind each copy hold data, so that growth must go elsewhere. */
  private static void takeRoomBehind(
      MetadataStore store, SpareAllocator allocator, Map<Long, Long> map) throws IOException {
    for (List<Long> copy : Spares.blocks(store)) {
      long slot = copy.get(copy.size() - 1) + 1;
      if (slot < allocator.slots() && !allocator.isReserved(slot)) {
        allocator.markUsed(slot, 1);
        long lba = map.size() * 9L;
        store.commit(List.of(StoreFixture.put(lba, slot)));
        map.put(lba, slot);
      }
    }
  }

  private static void put(
      MetadataStore store, SpareAllocator allocator, Map<Long, Long> map, long lba)
      throws IOException {
    long slot = allocator.allocate(SpareAllocator.NONE);
    store.commit(List.of(StoreFixture.put(lba, slot)));
    map.put(lba, slot);
  }

  private static boolean work(SimulatedDisk spare, Map<Long, Long> map, Map<Long, Long> next) {
    try {
      MetadataStore store = StoreFixture.open(spare, false);
      SpareAllocator allocator = StoreFixture.attach(store, spare);
      for (int i = 0; i < 10; i++) {
        List<MapChange> changes = new ArrayList<>();
        for (int j = 0; j < 12; j++) {
          long lba = (1L << 20) + (i * 12 + j) * 9L;
          long slot = allocator.allocate(SpareAllocator.NONE);
          changes.add(StoreFixture.put(lba, slot));
          next.put(lba, slot);
        }
        store.commit(changes);
        map.putAll(next);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** True when the copies are larger than at first. */
  private static boolean verify(
      SimulatedDisk spare, Map<Long, Long> map, Map<Long, Long> next, int table, String where)
      throws IOException {
    Random random = new Random(where.hashCode());
    SimulatedDisk again = spare.powerCut(PowerCut.random(random.nextLong(), 20, PowerCut.GARBAGE));
    for (int i = 0; i < 3; i++) {
      // Each opening takes a slot of the ring, until one must write a checkpoint.
      again.cutAfter(random.nextInt(500));
      try {
        StoreFixture.open(again, false);
      } catch (IOException e) {
        // The power went again.
      }
      again = again.powerCut(PowerCut.random(random.nextLong(), 20, PowerCut.UNREADABLE));
    }
    MetadataStore store;
    try {
      store = StoreFixture.open(again);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(where, e);
    }
    Map<Long, Long> found = StoreFixture.map(store);
    assertTrue(found.equals(map) || found.equals(next), where);
    assertEquals(List.of(), store.check(false).findings(), where);
    return tableBlocks(store) > table;
  }

  private static int tableBlocks(MetadataStore store) {
    return Spares.blocks(store).get(0).size();
  }
}

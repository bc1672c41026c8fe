package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A spare of a TiB and more costs no more than a small one. */
class HugeSpareTest {
  private static final long FEW_MEBIBYTES = 8L << 11;

  @ParameterizedTest
  @CsvSource({"1, 512", "1, 4096", "16, 512", "16, 4096"})
  void shouldReadAndWriteAFewMebibytes(long tebibytes, int block) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(tebibytes << 40, block);
    StoreFixture.create(spare, "geometric", 5).close();
    assertTrue(spare.counters().sectorsWritten() < FEW_MEBIBYTES, "" + spare.counters());
    spare.resetCounters();
    MetadataStore store = StoreFixture.open(spare, false);
    assertTrue(spare.counters().sectorsRead() < FEW_MEBIBYTES, "" + spare.counters());
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    TreeMap<Long, Long> map = new TreeMap<>();
    int sectors = block / 512;
    for (int i = 0; i < 200; i++) {
      long slot = allocator.slots() / 200 * i + 4321;
      if (!allocator.isReserved(slot)) {
        allocator.markUsed(slot, 1);
        long lba = i * (StoreFixture.MAIN_SECTORS / 200);
        store.commit(List.of(StoreFixture.put(lba, slot * sectors)));
        map.put(lba, slot * sectors);
      }
    }
    assertTrue(map.size() > 190);
    assertEquals(map, StoreFixture.map(store));
    spare.resetCounters();
    assertEquals(map, StoreFixture.map(StoreFixture.open(spare)));
    assertTrue(spare.counters().sectorsRead() < FEW_MEBIBYTES, "" + spare.counters());
  }
}

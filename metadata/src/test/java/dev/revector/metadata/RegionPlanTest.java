package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceTooSmallException;
import dev.revector.spi.PlacementRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large copies are made, and on which spares they fit. */
class RegionPlanTest {

  /** Once and for all: where a pair's copies are looked for follows from these numbers. */
  @ParameterizedTest(name = "{0} bytes of {1}, copies={2}")
  @CsvSource({
    "36864, 512, 1, 512, 72, 8, 8, 8",
    "36864, 512, 2, 512, 72, 4, 4, 8",
    "53248, 512, 3, 512, 104, 4, 3, 8",
    "523776, 512, 2, 512, 1023, 32, 56, 56",
    "524288, 512, 2, 512, 1024, 8, 41, 58",
    "1048576, 512, 3, 512, 2048, 16, 49, 104",
    "4194304, 512, 5, 512, 8192, 32, 129, 375",
    "8388608, 512, 8, 512, 16384, 32, 170, 653",
    "16776704, 512, 5, 512, 32767, 64, 588, 1431",
    "16777216, 512, 5, 4096, 4096, 16, 63, 169",
    "67108864, 512, 5, 4096, 16384, 64, 190, 669",
    "17592186044416, 512, 8, 4096, 4294967296, 64, 190, 147783851",
    "294912, 4096, 1, 4096, 72, 8, 3, 3",
    "409600, 4096, 3, 4096, 100, 4, 3, 3",
    "33554432, 4096, 5, 4096, 8192, 32, 55, 55",
    "67108864, 65536, 1, 65536, 1024, 8, 3, 3",
    "1073741824, 65536, 4, 65536, 16384, 4, 10, 14",
  })
  void shouldPlan(
      long bytes, int slot, int copies, int block, long blocks, int ring, int table, int reach)
      throws DeviceTooSmallException {
    RegionPlan plan = RegionPlan.of(bytes, slot, copies);
    assertEquals(new RegionPlan(block, blocks, ring, table, reach), plan);
    assertEquals(ring + 2 + table, plan.regionBlocks());
    assertEquals(ring + 2 + reach, plan.reachBlocks());
  }

  @ParameterizedTest
  @CsvSource({"512", "4096", "65536"})
  void shouldNameTheLeastSpare(int slot) throws DeviceTooSmallException {
    for (int copies = 1; copies <= Format.MAX_COPIES; copies++) {
      int many = copies;
      DeviceTooSmallException refused =
          assertThrows(DeviceTooSmallException.class, () -> RegionPlan.of(slot, slot, many));
      String words = refused.toString();
      assertTrue(words.contains("bytes=" + slot + ", copies=" + copies + ", slotSize=" + slot));
      long least = Long.parseLong(words.replaceAll(".*at least (\\d+) bytes", "$1"));
      RegionPlan plan = RegionPlan.of(least, slot, copies);
      assertEquals(copies == 1 ? 8 : 4, plan.ringBlocks());
      for (long bytes = 4096; bytes < least; bytes += 4096) {
        assertNull(RegionPlan.find(bytes, slot, copies), "bytes=" + bytes + ", of " + least);
      }
    }
  }

  /** Fresh copies take 30 % of a spare of less than 1024 slots, else 10 %, and a MiB at most. */
  @Test
  void shouldKeepToItsShare() {
    for (int slot : new int[] {512, 4096}) {
      for (long slots = 40; slots < 1 << 20; slots += slots / 7) {
        for (int copies = 1; copies <= Format.MAX_COPIES; copies++) {
          RegionPlan plan = RegionPlan.find(slots * slot, slot, copies);
          if (plan != null) {
            demandShare(plan, copies, slots < 1024 ? 30 : 10);
          }
        }
      }
    }
  }

  private static void demandShare(RegionPlan plan, int copies, int percent) {
    long taken = (long) copies * plan.regionBlocks() + (copies < 3 ? 0 : 3);
    assertTrue(taken * 100 <= plan.blocks() * percent, plan::toString);
    assertTrue(plan.regionBlocks() * plan.blockSize() <= 1 << 20, plan::toString);
    assertTrue(plan.tableBlocks() >= 3 && plan.tableBlocks() <= plan.reachTableBlocks());
  }

  /** With one slot more in use the records of all slots would not fit beside the data. */
  @ParameterizedTest
  @CsvSource({
    "512, 512, 1, 8",
    "512, 512, 2, 4",
    "512, 512, 5, 16",
    "4096, 512, 3, 16",
    "4096, 4096, 8, 4",
    "4096, 1024, 2, 8",
  })
  void shouldReachAsManySlotsAsLeaveRoomForTheirRecords(int block, int slot, int copies, int ring) {
    for (long blocks = 30; blocks < 500; blocks += 7) {
      long slots = 0;
      while (fits(block, slot, copies, ring, slots + 1) <= blocks) {
        slots++;
      }
      long expected = TableShape.capacity(block, slots);
      assertEquals(expected, RegionPlan.reach(block, blocks, slot, copies, ring), "" + blocks);
    }
  }

  /** Blocks of a spare on which so many slots are in use by single remaps. */
  private static long fits(int block, int slot, int copies, int ring, long slots) {
    long data = (slots * slot + block - 1) / block;
    long copy = ring + 2 + TableShape.capacity(block, slots);
    return copies * copy + (copies < 3 ? 0 : 3) + data;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "512, 1", "513, 2", "5120, 10"})
  void shouldAskForWholeBlocksOfDistance(long bytes, long blocks) throws DeviceTooSmallException {
    RegionPlan plan = RegionPlan.of(1 << 20, 512, 3);
    PlacementRequest request = plan.request(3, bytes, List.of(7L));
    assertEquals(
        new PlacementRequest(
            2048, 512, plan.regionBlocks(), plan.reachBlocks(), 3, blocks, List.of(7L)),
        request);
  }

  @Test
  void shouldTakeALargerTable() throws DeviceTooSmallException {
    RegionPlan plan = RegionPlan.of(1 << 20, 512, 3);
    assertEquals(new RegionPlan(512, 2048, 16, 60, 104), plan.withTable(60));
    assertEquals(new RegionPlan(512, 2048, 16, 200, 200), plan.withTable(200));
  }
}

package dev.revector.metadata;

import dev.revector.DeviceTooSmallException;
import dev.revector.spi.PlacementRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large a copy is: on a fresh spare, and when every slot is in use. Pure arithmetic over the
 * spare's size; the bounds are those of the product (share of the spare that metadata may take).
 *
 * @param blockSize bytes in a block
 * @param blocks blocks on the spare
 * @param ringBlocks blocks of the journal ring
 * @param tableBlocks table blocks at first
 * @param reachTableBlocks table blocks when every slot is in use
 */
record RegionPlan(
    int blockSize, long blocks, int ringBlocks, int tableBlocks, int reachTableBlocks) {
  private static final int[] RINGS = {64, 32, 16, 8, 6, 4};

  /** Spares of 512-byte slots get 4 KiB blocks from here on, in bytes. */
  private static final long LARGE_SPARE = 16L << 20;

  private static final int LARGE_BLOCK = 4096;

  /** Most bytes in a fresh copy. */
  private static final long FRESH_LIMIT = 1 << 20;

  /** Below this many slots the fresh share may be 30 %, from there 10 %. */
  private static final long SMALL_SLOTS = 1024;

  /** Fewest table blocks in a copy. */
  static final int LEAST_TABLE = 3;

  /** The same copies on a spare of another size. */
  RegionPlan withBlocks(long count) {
    return new RegionPlan(blockSize, count, ringBlocks, tableBlocks, reachTableBlocks);
  }

  RegionPlan withTable(int table) {
    int reach = Math.max(table, reachTableBlocks);
    return new RegionPlan(blockSize, blocks, ringBlocks, table, reach);
  }

  int regionBlocks() {
    return Layout.fixedBlocks(ringBlocks) + tableBlocks;
  }

  int reachBlocks() {
    return Layout.fixedBlocks(ringBlocks) + reachTableBlocks;
  }

  /** What a placement strategy needs to know. */
  PlacementRequest request(int copies, long minDistanceBytes, List<Long> customBlocks) {
    long distance = (minDistanceBytes + blockSize - 1) / blockSize;
    return new PlacementRequest(
        blocks, blockSize, regionBlocks(), reachBlocks(), copies, distance, customBlocks);
  }

  /** Blocks outside the copies that metadata takes. */
  static int witnesses(int copies) {
    return copies >= Format.WITNESSES ? Format.WITNESSES : 0;
  }

  static int blockSize(long spareBytes, int slotSize) {
    return Math.max(slotSize, spareBytes >= LARGE_SPARE ? LARGE_BLOCK : Format.MIN_BLOCK);
  }

  /**
   * Plans the copies of a spare.
   *
   * @throws DeviceTooSmallException if so many copies don't fit into the share
   */
  static RegionPlan of(long spareBytes, int slotSize, int copies) throws DeviceTooSmallException {
    RegionPlan plan = find(spareBytes, slotSize, copies);
    if (plan == null) {
      throw new DeviceTooSmallException(
          "spare is too small for its metadata copies: bytes="
              + spareBytes
              + ", copies="
              + copies
              + ", slotSize="
              + slotSize
              + "; take fewer copies or a spare of at least "
              + least(slotSize, copies)
              + " bytes");
    }
    return plan;
  }

  /** The plan for the copies of a spare, null if so many don't fit into the share. */
  static @Nullable RegionPlan find(long spareBytes, int slotSize, int copies) {
    int blockSize = blockSize(spareBytes, slotSize);
    long blocks = spareBytes / blockSize;
    boolean small = spareBytes / slotSize < SMALL_SLOTS;
    long share = blocks * (small ? 30 : 10) / 100 - witnesses(copies);
    long budget = Math.min(share / copies, FRESH_LIMIT / blockSize);
    int least = copies == 1 ? 8 : 4;
    for (int ring : RINGS) {
      boolean affordable = ring == least || ring <= budget / 4;
      if (affordable && ring >= least) {
        RegionPlan plan = withRing(blockSize, blocks, slotSize, copies, ring, budget);
        if (plan.tableBlocks >= LEAST_TABLE) {
          return plan;
        }
      }
    }
    return null;
  }

  private static RegionPlan withRing(
      int blockSize, long blocks, int slotSize, int copies, int ring, long budget) {
    long reach = reach(blockSize, blocks, slotSize, copies, ring);
    long fresh = Math.min(reach, budget - Layout.fixedBlocks(ring));
    return new RegionPlan(blockSize, blocks, ring, (int) Math.max(fresh, 0), (int) reach);
  }

  /** Table blocks when all slots are in use by single remaps: the most slots that leave room. */
  static long reach(int blockSize, long blocks, int slotSize, int copies, int ring) {
    long fixed = (long) copies * Layout.fixedBlocks(ring) + witnesses(copies);
    long low = 0;
    long high = blocks * (blockSize / slotSize);
    while (low < high) {
      long slots = (low + high + 1) / 2;
      long table = TableShape.capacity(blockSize, slots);
      long data = (slots * slotSize + blockSize - 1) / blockSize;
      if (fixed + copies * table + data <= blocks) {
        low = slots;
      } else {
        high = slots - 1;
      }
    }
    return Math.min(TableShape.capacity(blockSize, low), Integer.MAX_VALUE / 2);
  }

  /** Least spare for so many copies, in steps of 4 KiB or of a larger slot. */
  private static long least(int slotSize, int copies) {
    long step = Math.max(4096, slotSize);
    long bytes = step;
    while (find(bytes, slotSize, copies) == null) {
      bytes += step;
    }
    return bytes;
  }
}

package dev.revector.metadata;

import dev.revector.spi.PlacementStrategy;
import java.util.Arrays;
import java.util.List;

/** Where the formulas of strategies put headers, whatever a pair's slots and copies. */
final class FormulaPlaces {
  private final List<PlacementStrategy> strategies;
  private long[] offsets = new long[64];
  private int count;

  private FormulaPlaces(List<PlacementStrategy> strategies) {
    this.strategies = strategies;
  }

  /** Offsets in bytes of the headers of fresh pairs on a spare of this size, ascending. */
  static long[] of(long spareBytes, List<PlacementStrategy> strategies) {
    FormulaPlaces places = new FormulaPlaces(strategies);
    for (int slotSize = Format.MIN_BLOCK; slotSize <= Format.MAX_BLOCK; slotSize *= 2) {
      for (int copies = 1; copies <= Format.MAX_COPIES; copies++) {
        RegionPlan plan = RegionPlan.find(spareBytes, slotSize, copies);
        if (plan == null) {
          break;
        }
        places.add(plan, copies);
      }
    }
    return places.distinct();
  }

  private void add(RegionPlan plan, int copies) {
    for (PlacementStrategy strategy : strategies) {
      for (long start : starts(strategy, plan, copies)) {
        add(start * plan.blockSize());
        add((start + plan.ringBlocks() + 1) * plan.blockSize());
      }
    }
  }

  /** As {@link Formatter} asks: for smaller copies where the strategy refuses; none at last. */
  private static List<Long> starts(PlacementStrategy strategy, RegionPlan plan, int copies) {
    int table = plan.tableBlocks();
    while (true) {
      try {
        return strategy.place(plan.withTable(table).request(copies, 0, List.of()));
      } catch (IllegalArgumentException e) {
        if (table <= RegionPlan.LEAST_TABLE) {
          return List.of();
        }
        table = Math.max(RegionPlan.LEAST_TABLE, table / 2);
      }
    }
  }

  private void add(long offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = offset;
  }

  private long[] distinct() {
    Arrays.sort(offsets, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || offsets[i] != offsets[i - 1]) {
        offsets[kept++] = offsets[i];
      }
    }
    return Arrays.copyOf(offsets, kept);
  }
}

package dev.revector.metadata;

import dev.revector.spi.PlacementStrategy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the formulas of strategies put headers, whatever a pair's slots and copies. Pure. */
final class FormulaPlaces {
  private FormulaPlaces() {}

  /** Offsets in bytes of the headers of fresh pairs on a spare of this size. */
  static Set<Long> of(long spareBytes, List<PlacementStrategy> strategies) {
    Set<Long> offsets = new LinkedHashSet<>();
    if (strategies.isEmpty()) {
      return offsets;
    }
    for (int slotSize = Format.MIN_BLOCK; slotSize <= Format.MAX_BLOCK; slotSize *= 2) {
      for (int copies = 1; copies <= Format.MAX_COPIES; copies++) {
        RegionPlan plan = RegionPlan.find(spareBytes, slotSize, copies);
        if (plan == null) {
          break;
        }
        add(offsets, plan, copies, strategies);
      }
    }
    return offsets;
  }

  private static void add(
      Set<Long> offsets, RegionPlan plan, int copies, List<PlacementStrategy> strategies) {
    for (PlacementStrategy strategy : strategies) {
      try {
        for (long start : strategy.place(plan.request(copies, 0, List.of()))) {
          offsets.add(start * plan.blockSize());
          offsets.add((start + plan.ringBlocks() + 1) * plan.blockSize());
        }
      } catch (IllegalArgumentException e) {
        // A strategy that finds no places for so many copies has put none here.
      }
    }
  }
}

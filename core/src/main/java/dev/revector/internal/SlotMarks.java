package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.spi.SpareAllocator;
import java.util.Arrays;

/**
 * Gathers the slots that the runs of a map name, to mark them as used in their own order,
 * neighbours at once: a spare is filled in the order of slots, so that even a map of scattered
 * sectors takes few steps, where marking in the order of sectors takes one for each, in far-off
 * memory.
 */
final class SlotMarks {
  private static final int COUNT_BITS = 16;

  private final Units units;

  /** For each spare first slot and number of slots, at most as many as a run has sectors. */
  private final long[][] marks;

  private final int[] sizes;

  /** The unit in which the last run ended, and the slots of all runs that touch it. */
  private long unit = -1;

  private long[] unitSlots = new long[8];
  private int unitSlotCount;

  SlotMarks(Units units, int spares) {
    this.units = units;
    marks = new long[spares][64];
    sizes = new int[spares];
  }

  /** Adds a run with slots, which begins at or after the end of the one before. */
  void add(MapRun run) {
    int perUnit = units.perUnit();
    long first = run.spareSector() / perUnit;
    long last = (run.spareSector() + run.count() - 1) / perUnit;
    boolean known = units.unitOf(run.lba()) == unit && isOfUnit(run.spare(), first);
    enter(units.unitOf(run.end() - 1));
    if (!isOfUnit(run.spare(), last)) {
      addToUnit(run.spare(), last);
    }
    long from = known ? first + 1 : first;
    if (from <= last) {
      push(run.spare(), from << COUNT_BITS | (last - from + 1));
    }
  }

  private void enter(long lastUnit) {
    if (unit != lastUnit) {
      unit = lastUnit;
      unitSlotCount = 0;
    }
  }

  private boolean isOfUnit(int spare, long slot) {
    for (int i = 0; i < unitSlotCount; i++) {
      if (unitSlots[i] == name(spare, slot)) {
        return true;
      }
    }
    return false;
  }

  private void addToUnit(int spare, long slot) {
    if (unitSlotCount == unitSlots.length) {
      unitSlots = Arrays.copyOf(unitSlots, 2 * unitSlotCount);
    }
    unitSlots[unitSlotCount++] = name(spare, slot);
  }

  private static long name(int spare, long slot) {
    return (long) spare << 48 | slot;
  }

  private void push(int spare, long mark) {
    if (sizes[spare] == marks[spare].length) {
      marks[spare] = Arrays.copyOf(marks[spare], 2 * sizes[spare]);
    }
    marks[spare][sizes[spare]++] = mark;
  }

  /**
   * Marks what was gathered of a spare, and forgets it.
   *
   * @throws IllegalStateException if a slot was added twice, or is not vacant
   */
  void apply(int spare, SpareAllocator allocator) {
    long[] sorted = marks[spare];
    int size = sizes[spare];
    marks[spare] = new long[0];
    sizes[spare] = 0;
    Arrays.sort(sorted, 0, size);
    for (int i = 0; i < size; ) {
      long slot = sorted[i] >>> COUNT_BITS;
      long end = slot;
      while (i < size && sorted[i] >>> COUNT_BITS == end) {
        end += sorted[i++] & (1L << COUNT_BITS) - 1;
      }
      allocator.markUsed(slot, end - slot);
    }
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Units at random slots, some in a row, each with mapped, lost and healthy sectors, some in two
 * slots.
 */
class SlotMarksProperties {
  private static final int UNITS = 20;
  private static final int SLOTS = 2 * UNITS;

  @Property(tries = 500)
  void shouldMarkEachSlotOnce(@ForAll @IntRange(min = 0, max = 3) int shift, @ForAll long seed) {
    Random random = new Random(seed);
    int perUnit = 1 << shift;
    List<Integer> slots = slots(random);
    List<MapRun> runs = runs(slots, perUnit, random);
    ListAllocator allocator = marked(runs, perUnit);
    BitSet expected = new BitSet();
    for (MapRun run : runs) {
      for (long sector = run.spareSector(); sector < run.spareSector() + run.count(); sector++) {
        expected.set((int) sector / perUnit);
      }
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      assertEquals(expected.get(slot), allocator.freeFrom(slot) == 0, "slot " + slot);
    }
  }

  @Property(tries = 200)
  void shouldRefuseASlotOfTwoUnits(@ForAll @IntRange(min = 0, max = 3) int shift, @ForAll int a) {
    int perUnit = 1 << shift;
    int first = Math.floorMod(a, UNITS / 2);
    List<MapRun> runs =
        List.of(
            mapped(0, first * perUnit, perUnit),
            mapped(5 * perUnit, (SLOTS - 1) * perUnit, 1),
            mapped(9 * perUnit, first * perUnit, perUnit));
    assertThrows(IllegalStateException.class, () -> marked(runs, perUnit));
  }

  private static MapRun mapped(int lba, int spareSector, int count) {
    return new MapRun(lba, count, SectorState.MAPPED, 0, spareSector, RemapReason.MANUAL, 7, 0);
  }

  private static ListAllocator marked(List<MapRun> runs, int perUnit) {
    SlotMarks marks = new SlotMarks(new Units((long) UNITS * perUnit, 512, perUnit), 1);
    runs.forEach(marks::add);
    ListAllocator allocator = new ListAllocator(SLOTS);
    marks.apply(0, allocator);
    return allocator;
  }

  /** Two slots for each unit, one list after the other: all, shuffled in stretches. */
  private static List<Integer> slots(Random random) {
    List<List<Integer>> stretches = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slot == 0 || random.nextInt(3) == 0) {
        stretches.add(new ArrayList<>());
      }
      stretches.get(stretches.size() - 1).add(slot);
    }
    Collections.shuffle(stretches, random);
    return stretches.stream().flatMap(List::stream).toList();
  }

  private static List<MapRun> runs(List<Integer> slots, int perUnit, Random random) {
    List<MapRun> runs = new ArrayList<>();
    SectorState[] states = {null, SectorState.MAPPED, SectorState.LOST};
    int now = 0;
    for (int lba = 0; lba < UNITS * perUnit; lba++) {
      now = random.nextInt(3) == 0 ? random.nextInt(states.length) : now;
      if (now == 0) {
        continue;
      }
      int slot = slots.get(lba / perUnit + (random.nextInt(4) == 0 ? UNITS : 0));
      long sector = (long) slot * perUnit + lba % perUnit;
      MapRun run = new MapRun(lba, 1, states[now], 0, sector, RemapReason.MANUAL, 7, 0);
      MapRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && RunJoin.joins(last, run)) {
        runs.set(runs.size() - 1, RunJoin.joined(last, run));
      } else {
        runs.add(run);
      }
    }
    return runs;
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the runs of a whole map in ascending order and packs each but a few times: the same
 * table as if they were put in one by one, in a fraction of the time.
 */
final class TableLoader {
  /** For so many runs a grid is made at least. */
  static final int LEAST_RUNS = 1 << 13;

  private static final int GROWTH = 8;

  private final long sectors;
  private final Counts.Sum counts = new Counts.Sum(Counts.NONE);
  private Grid.Builder builder;
  private long planned = LEAST_RUNS;
  private long runs;
  private @Nullable MapRun last;

  /** For a disk of so many sectors. */
  TableLoader(long sectors) {
    this.sectors = sectors;
    builder = new Grid.Builder(sectors, Grid.shift(sectors, planned));
  }

  long sectors() {
    return sectors;
  }

  /** Adds a run, which begins at or after the end of the one before. */
  void add(MapRun run) {
    MapRun before = last;
    if (before == null) {
      last = run;
    } else if (RunJoin.joins(before, run)) {
      last = RunJoin.joined(before, run);
    } else {
      settle(before);
      last = run;
    }
  }

  private void settle(MapRun run) {
    counts.add(run, 1);
    builder.add(run);
    if (++runs > 2 * planned) {
      planned *= GROWTH;
      builder = cut(builder.grid(), Grid.shift(sectors, planned));
    }
  }

  private Grid.Builder cut(Grid grid, int shift) {
    Grid.Builder other = new Grid.Builder(sectors, shift);
    grid.forEach(other::add);
    return other;
  }

  /** What was added; nothing may be added any more. */
  Grid grid() {
    if (last != null) {
      settle(last);
      last = null;
    }
    Grid grid = builder.grid();
    int shift = Grid.shift(sectors, Math.max(LEAST_RUNS, runs));
    if (2 * runs < planned && shift > grid.shift) {
      grid = cut(grid, shift).grid();
    }
    while (grid.isCrowded(runs)) {
      grid = cut(grid, grid.shift - 1).grid();
    }
    return grid;
  }

  Counts counts() {
    return counts.counts();
  }
}

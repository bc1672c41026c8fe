package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The map in memory: disjoint runs in ascending order, about 12 bytes each.
 *
 * <pre>
 * sector ──► {@link RegionFilter}: a bit for each region ── 0: healthy, no more to be looked at
 *                  │ 1
 *                  ▼
 *            {@link Grid}: a chunk for each cell of 2^shift sectors ── null: healthy
 *                  │
 *                  ▼
 *            {@link RunChunk}: buckets ──► runs (begin, place, state) ┄┄► what only reports need
 * </pre>
 *
 * <p>Readers are wait-free. Invariants that make it so:
 *
 * <ul>
 *   <li>A chunk is immutable and not empty.
 *   <li>A change within one cell swaps its chunk; a change of several makes a new grid, so a reader
 *       sees all of a change or nothing of it.
 *   <li>The filter has a bit for every run before the run can be seen, and serves every grid since
 *       it was made: a clear bit tells that nothing is there, a set one nothing.
 * </ul>
 *
 * <p>Writers wait for each other.
 */
final class RemapTable {
  private final ReentrantLock writer = new ReentrantLock();
  private final long sectors;
  private volatile View view;
  private volatile Counts counts;

  /** What a reader looks at. */
  private record View(Grid grid, RegionFilter filter) {}

  /** An empty table of a disk of so many sectors. */
  RemapTable(long sectors) {
    this(new TableLoader(sectors));
  }

  /** A table that holds what was loaded. */
  RemapTable(TableLoader loader) {
    sectors = loader.sectors();
    view = loaded(loader);
    counts = loader.counts();
  }

  private static View loaded(TableLoader loader) {
    Grid grid = loader.grid();
    RegionFilter filter = RegionFilter.of(loader.counts().runs(), loader.sectors());
    grid.forEach(run -> filter.set(run.lba(), run.end() - 1));
    return new View(grid, filter);
  }

  /** True when no run touches {@code [lba, lba + count)}; no lock, no allocation. */
  boolean isClear(long lba, long count) {
    View now = view;
    long last = lba + count - 1;
    return now.filter.isClear(lba, last) || now.grid.isClear(lba, last);
  }

  /** The stretches of {@code [from, to)} that the map says the same of. */
  Segments segments(long from, long to) {
    View now = view;
    return new Segments(now.grid, now.filter, from, to);
  }

  /** The run that holds {@code lba}, or null. */
  @Nullable MapRun find(long lba) {
    Segments sector = segments(lba, lba + 1);
    return sector.next() && !sector.isClear() ? sector.wholeRun() : null;
  }

  /** The run that holds {@code lba}, else the first after it, else null. */
  @Nullable MapRun next(long lba) {
    Segments rest = segments(lba, Long.MAX_VALUE);
    while (rest.next()) {
      if (!rest.isClear()) {
        return rest.wholeRun();
      }
    }
    return null;
  }

  Counts counts() {
    return counts;
  }

  /** Puts a run in, in place of whatever its sectors had. */
  void put(MapRun run) {
    writer.lock();
    try {
      View old = view;
      TableChange change = new TableChange(old.grid, run.lba(), run.end(), run, counts);
      old.filter.set(run.lba(), run.end() - 1);
      Grid grid = change.apply();
      long runs = change.counts().runs();
      if (!old.filter.suits(runs) || grid.isCrowded(grid.chunk(grid.cellOf(run.lba())), runs)) {
        TableLoader loader = new TableLoader(sectors);
        grid.forEach(loader::add);
        view = loaded(loader);
      } else if (grid != old.grid) {
        view = new View(grid, old.filter);
      }
      counts = change.counts();
    } finally {
      writer.unlock();
    }
  }

  /** Takes these sectors out. */
  void remove(long lba, long count) {
    writer.lock();
    try {
      View old = view;
      TableChange change = new TableChange(old.grid, lba, lba + count, null, counts);
      Grid grid = change.apply();
      if (grid != old.grid) {
        view = new View(grid, old.filter);
      }
      counts = change.counts();
      for (Extent extent : change.removed()) {
        old.filter.clear(extent.first(), extent.end() - 1, grid);
      }
    } finally {
      writer.unlock();
    }
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.SectorState;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a range of sectors into stretches that the map says the same of, in ascending order. Made
 * for one walk by one thread; changes of the map made meanwhile may be missed.
 *
 * <pre>
 * for (Segments part = table.segments(from, to); part.next(); ) { ... part.isClear() ... }
 * </pre>
 */
final class Segments {
  private final Grid grid;
  private final @Nullable RegionFilter filter;
  private final long last;
  private long from;
  private long to;

  /** The first run that ends after {@code from}: number {@code i} of the chunk of a cell. */
  private int cell;

  private long[] chunk = RunChunk.NONE;
  private int i;
  private long begin = -1;
  private long end = -1;

  /** Stands before the first stretch of {@code [first, last)}; a filter saves most searches. */
  Segments(Grid grid, @Nullable RegionFilter filter, long first, long last) {
    this.grid = grid;
    this.filter = filter;
    this.last = last;
    to = first;
  }

  /** Goes to the next stretch; false after the last. */
  boolean next() {
    from = to;
    if (from >= last) {
      return false;
    }
    if (end <= from) {
      find(from);
    }
    to = Math.min(last, from < begin ? begin : end);
    return true;
  }

  private void find(long sector) {
    if (begin >= 0) {
      goOn(sector);
    } else if (filter != null && filter.isClear(sector, last - 1)) {
      stop();
    } else {
      cell = grid.cellOf(sector);
      chunk = grid.chunkOrNone(cell);
      i = RunChunk.floor(chunk, sector - grid.base(cell));
      if (i >= 0) {
        load();
      }
      if (end <= sector) {
        goOn(sector);
      }
    }
  }

  private void load() {
    begin = grid.base(cell) + RunChunk.begin(chunk, i);
    end = begin + RunChunk.count(RunChunk.about(chunk, i));
    if ((end & (1L << grid.shift) - 1) == 0) {
      end = wholeRun().end();
    }
  }

  /** Goes to the first run that ends after a sector, if it begins in the range. */
  private void goOn(long sector) {
    while (end <= sector) {
      i++;
      while (i == RunChunk.size(chunk)) {
        cell++;
        if (cell >= grid.cells() || grid.base(cell) >= last) {
          stop();
          return;
        }
        chunk = grid.chunkOrNone(cell);
        i = 0;
      }
      load();
    }
  }

  private void stop() {
    begin = Long.MAX_VALUE;
    end = Long.MAX_VALUE;
  }

  /** First sector of the stretch. */
  long from() {
    return from;
  }

  /** The sector after its last. */
  long to() {
    return to;
  }

  long count() {
    return to - from;
  }

  /** True when the stretch is not in the map; else it is (part of) one run. */
  boolean isClear() {
    return from < begin;
  }

  /** True when it has a place on a spare. */
  boolean hasSlot() {
    return !isClear() && state().hasSlot();
  }

  /** True when reads of it are to succeed. */
  boolean readable() {
    return isClear() || state().readable();
  }

  /** What the map says of the stretch, as all below only if it is not clear. */
  SectorState state() {
    return RunChunk.state(RunChunk.about(chunk, i));
  }

  int spare() {
    return RunChunk.spare(RunChunk.about(chunk, i));
  }

  /** Spare sector of the stretch's first; of no meaning when the state has no slot. */
  long spareSector() {
    return RunChunk.place(chunk, i) + (from - begin);
  }

  /** All that the map says of the stretch. */
  MapRun run() {
    return wholeRun().slice(from, to);
  }

  /** The run of the map that the stretch is part of. */
  MapRun wholeRun() {
    return grid.whole(cell, chunk, i);
  }
}

package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a table: the runs that touch or adjoin {@code [from, to)}, all of which lie in
 * {@code [first, end)}, give way to {@code fresh}.
 */
final class TableChange {
  private final Grid old;
  private final List<MapRun> fresh;
  private final List<Extent> removed = new ArrayList<>(1);
  private final Counts counts;
  private final long first;
  private final long end;

  /**
   * Works out a change; nothing is changed yet.
   *
   * @param put the run that takes the place of these sectors, null for none
   * @param before what the table holds now
   */
  TableChange(Grid old, long from, long to, @Nullable MapRun put, Counts before) {
    this.old = old;
    Counts.Sum sum = new Counts.Sum(before);
    RunJoin join = new RunJoin();
    List<MapRun> after = new ArrayList<>(2);
    long least = from;
    long most = to;
    Segments part =
        new Segments(old, null, Math.max(0, from - 1), to < Long.MAX_VALUE ? to + 1 : to);
    while (part.next()) {
      if (part.isClear()) {
        continue;
      }
      MapRun run = part.wholeRun();
      sum.add(run, -1);
      if (run.lba() < from) {
        join.add(run.slice(run.lba(), from));
      }
      if (run.end() > to) {
        after.add(run.slice(to, run.end()));
      }
      long start = Math.max(from, run.lba());
      if (start < Math.min(to, run.end())) {
        removed.add(new Extent(start, Math.min(to, run.end()) - start));
      }
      least = Math.min(least, run.lba());
      most = Math.max(most, run.end());
    }
    if (put != null) {
      join.add(put);
    }
    after.forEach(join::add);
    fresh = join.runs();
    fresh.forEach(run -> sum.add(run, 1));
    counts = sum.counts();
    first = least;
    end = most;
  }

  /** What the table holds afterwards. */
  Counts counts() {
    return counts;
  }

  /** Sectors of {@code [from, to)} that runs held. */
  List<Extent> removed() {
    return removed;
  }

  /** Swaps a chunk of the old grid and returns that, or returns a new one. */
  Grid apply() {
    int from = old.cellOf(first);
    int to = old.cellOf(end - 1);
    if (from == to) {
      old.swap(from, changed(from));
      return old;
    }
    long[][] chunks = new long[to - from + 1][];
    for (int cell = from; cell <= to; cell++) {
      chunks[cell - from] = changed(cell);
    }
    return old.with(from, chunks);
  }

  private long @Nullable [] changed(int cell) {
    RunPacker packer = new RunPacker(old.base(cell), old.shift);
    long[] chunk = old.chunk(cell);
    int size = chunk == null ? 0 : RunChunk.size(chunk);
    int before = chunk == null ? 0 : before(chunk, size, first - old.base(cell));
    if (chunk != null) {
      packer.add(chunk, 0, before);
    }
    for (MapRun run : fresh) {
      if (old.cellOf(run.lba()) <= cell && cell <= old.cellOf(run.end() - 1)) {
        packer.add(run);
      }
    }
    if (chunk != null) {
      packer.add(chunk, Math.max(before, before(chunk, size, end - old.base(cell))), size);
    }
    return packer.pack();
  }

  /** Number of runs that begin before a sector, which may lie outside of the cell. */
  private int before(long[] chunk, int size, long sector) {
    if (sector <= 0) {
      return 0;
    }
    return sector > 1L << old.shift ? size : RunChunk.floor(chunk, sector - 1) + 1;
  }
}

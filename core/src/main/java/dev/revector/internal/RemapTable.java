package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The map in memory: disjoint runs in ascending order, about 12 bytes each.
 *
 * <p>Readers are wait-free. Invariants that make it so:
 *
 * <ul>
 *   <li>A chunk is immutable and not empty. Its runs begin within its bounds in the index.
 *   <li>A change within one chunk swaps that chunk; a change of several makes a new index, so a
 *       reader sees all of a change or nothing of it.
 *   <li>A run may reach beyond the bound of the next chunk; the run at or before a sector is
 *       therefore in the chunk of the sector or the last of the chunk before.
 *   <li>The filter has a bit for every run before the run can be seen, and serves every index since
 *       it was made: a clear bit tells that nothing is there, a set one nothing.
 * </ul>
 *
 * <p>Writers wait for each other.
 */
final class RemapTable {
  private final ReentrantLock writer = new ReentrantLock();
  private volatile View view;
  private volatile Counts counts;

  /** What a reader looks at. */
  private record View(ChunkIndex index, RegionFilter filter) {}

  /** An empty table. */
  RemapTable() {
    this(new TableLoader());
  }

  /** A table that holds what was loaded. */
  RemapTable(TableLoader loader) {
    ChunkIndex index = loader.index();
    counts = loader.counts();
    view = new View(index, filter(index, counts.runs(), 0));
  }

  /** True when no run touches {@code [lba, lba + count)}; no lock, no allocation. */
  boolean isClear(long lba, long count) {
    View now = view;
    long last = lba + count - 1;
    return now.filter.isClear(lba, last) || now.index.isClear(lba, last);
  }

  /** The run that holds {@code lba}, or null. */
  @Nullable MapRun find(long lba) {
    View now = view;
    return now.filter.isClear(lba, lba) ? null : now.index.find(lba);
  }

  /** The run that holds {@code lba}, else the first after it, else null. */
  @Nullable MapRun next(long lba) {
    return view.index.next(lba);
  }

  /** Hands over the runs in ascending order; changes made meanwhile may be missed. */
  void forEach(Consumer<MapRun> consumer) {
    view.index.forEach(consumer);
  }

  Counts counts() {
    return counts;
  }

  /** Puts a run in, in place of whatever its sectors had. */
  void put(MapRun run) {
    writer.lock();
    try {
      View old = view;
      TableChange change = new TableChange(old.index(), run.lba(), run.end(), run, counts);
      long runs = change.counts().runs();
      RegionFilter filter = old.filter();
      if (!filter.suits(runs, run.end())) {
        filter = filter(old.index(), runs, run.end());
      }
      filter.set(run.lba(), run.end() - 1);
      publish(old, change.apply(), filter, change.counts());
    } finally {
      writer.unlock();
    }
  }

  /** Takes these sectors out. */
  void remove(long lba, long count) {
    writer.lock();
    try {
      View old = view;
      TableChange change = new TableChange(old.index(), lba, lba + count, null, counts);
      ChunkIndex index = change.apply();
      publish(old, index, old.filter(), change.counts());
      for (Extent extent : change.removed()) {
        old.filter().clear(extent.first(), extent.end() - 1, index);
      }
    } finally {
      writer.unlock();
    }
  }

  private void publish(View old, ChunkIndex index, RegionFilter filter, Counts now) {
    if (index != old.index() || filter != old.filter()) {
      view = new View(index, filter);
    }
    counts = now;
  }

  /** A filter for so many runs, up to {@code end} or the last in the index. */
  private static RegionFilter filter(ChunkIndex index, long runs, long end) {
    RegionFilter filter = RegionFilter.of(runs, Math.max(end, index.end()));
    index.forEach(run -> filter.set(run.lba(), run.end() - 1));
    return filter;
  }
}

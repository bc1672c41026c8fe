package dev.revector.internal;

import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The map in memory: disjoint runs in ascending order, 24 bytes each.
 *
 * <p>Readers are wait-free. Invariants that make it so:
 *
 * <ul>
 *   <li>A chunk is immutable and, save in an empty table, not empty. Its runs begin at or after its
 *       bound in {@code firsts} and before the next chunk's; {@code firsts[0]} is 0.
 *   <li>A change within one chunk swaps that chunk; a change of several makes a new index, so a
 *       reader sees all of a change or nothing of it.
 *   <li>A run may reach beyond the bound of the next chunk; the run at or before a sector is
 *       therefore in the chunk of the sector or the last of the chunk before.
 * </ul>
 *
 * <p>Writers wait for each other.
 */
final class RemapTable {
  private static final int CHUNK_RUNS = 128;

  private final ReentrantLock writer = new ReentrantLock();
  private volatile Index index = new Index(new long[0], List.of());
  private volatile Counts counts = new Counts(0, 0, 0, 0, 0);

  /**
   * What the map holds.
   *
   * @param runs all runs
   * @param runsWithSlot runs with a slot
   * @param mapped sectors with data in a slot
   * @param pending sectors that can't be read but may be again, with and without slot
   * @param lost sectors whose slot has no data
   */
  record Counts(long runs, long runsWithSlot, long mapped, long pending, long lost) {
    private Counts plus(MapRun run, int sign) {
      long sectors = (long) sign * run.count();
      return switch (run.state()) {
        case MAPPED ->
            new Counts(runs + sign, runsWithSlot + sign, mapped + sectors, pending, lost);
        case LOST -> new Counts(runs + sign, runsWithSlot + sign, mapped, pending, lost + sectors);
        case PENDING -> new Counts(runs + sign, runsWithSlot, mapped, pending + sectors, lost);
        case MAPPED_PENDING ->
            new Counts(runs + sign, runsWithSlot + sign, mapped, pending + sectors, lost);
      };
    }
  }

  private static final class Index {
    final long[] firsts;
    final AtomicReferenceArray<RunChunk> chunks;

    Index(long[] firsts, List<RunChunk> chunks) {
      this.firsts = firsts;
      this.chunks = new AtomicReferenceArray<>(chunks.toArray(new RunChunk[0]));
    }

    /** The chunk in whose bounds {@code lba} lies; -1 in an empty table. */
    int chunkOf(long lba) {
      int low = 0;
      int high = firsts.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (firsts[middle] <= lba) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }
  }

  /** True when no run touches {@code [lba, lba + count)}; no lock, no allocation. */
  boolean isClear(long lba, long count) {
    Index now = index;
    long last = lba + count - 1;
    int c = now.chunkOf(last);
    if (c < 0) {
      return true;
    }
    RunChunk chunk = now.chunks.get(c);
    int i = chunk.floor(last);
    if (i < 0) {
      if (c == 0) {
        return true;
      }
      chunk = now.chunks.get(c - 1);
      i = chunk.size() - 1;
    }
    return chunk.end(i) <= lba;
  }

  /** The run that holds {@code lba}, or null. */
  @Nullable MapRun find(long lba) {
    MapRun run = next(lba);
    return run == null || run.lba() > lba ? null : run;
  }

  /** The run that holds {@code lba}, else the first after it, else null. */
  @Nullable MapRun next(long lba) {
    Index now = index;
    int c = now.chunkOf(lba);
    if (c < 0) {
      return null;
    }
    RunChunk chunk = now.chunks.get(c);
    int i = chunk.floor(lba);
    if (i >= 0 && chunk.end(i) > lba) {
      return chunk.run(i);
    }
    if (i < 0 && c > 0) {
      RunChunk before = now.chunks.get(c - 1);
      int last = before.size() - 1;
      if (before.end(last) > lba) {
        return before.run(last);
      }
    }
    if (i + 1 < chunk.size()) {
      return chunk.run(i + 1);
    }
    return c + 1 < now.chunks.length() ? now.chunks.get(c + 1).run(0) : null;
  }

  /** Hands over the runs in ascending order; changes made meanwhile may be missed. */
  void forEach(Consumer<MapRun> consumer) {
    Index now = index;
    for (int c = 0; c < now.chunks.length(); c++) {
      RunChunk chunk = now.chunks.get(c);
      for (int i = 0; i < chunk.size(); i++) {
        consumer.accept(chunk.run(i));
      }
    }
  }

  Counts counts() {
    return counts;
  }

  /** Puts a run in, in place of whatever its sectors had. */
  void put(MapRun run) {
    replace(run.lba(), run.end(), run);
  }

  /** Takes these sectors out. */
  void remove(long lba, long count) {
    replace(lba, lba + count, null);
  }

  private void replace(long from, long to, @Nullable MapRun put) {
    writer.lock();
    try {
      Index old = index;
      if (old.firsts.length == 0) {
        if (put != null) {
          counts = counts.plus(put, 1);
          index = new Index(new long[1], List.of(RunChunk.of(List.of(put))));
        }
        return;
      }
      new Change(old, from, to, put).apply();
    } finally {
      writer.unlock();
    }
  }

  /**
   * One change: the runs that touch or adjoin {@code [from, to)}, from (firstChunk, first) up to
   * but without (lastChunk, last), give way to {@code fresh}.
   */
  private final class Change {
    private final Index old;
    private final List<MapRun> fresh;
    private int firstChunk;
    private int first;
    private int lastChunk;
    private int last;
    private Counts now = counts;

    Change(Index old, long from, long to, @Nullable MapRun put) {
      this.old = old;
      findStart(from);
      lastChunk = firstChunk;
      last = first;
      RunJoin join = new RunJoin();
      List<MapRun> after = new ArrayList<>(2);
      for (MapRun run = affected(to); run != null; run = affected(to)) {
        now = now.plus(run, -1);
        if (run.lba() < from) {
          join.add(run.slice(run.lba(), from));
        }
        if (run.end() > to) {
          after.add(run.slice(to, run.end()));
        }
        last++;
      }
      if (put != null) {
        join.add(put);
      }
      after.forEach(join::add);
      fresh = join.runs();
      for (MapRun run : fresh) {
        now = now.plus(run, 1);
      }
    }

    /** Goes to the first run that ends at {@code from} or later. */
    private void findStart(long from) {
      long before = Math.max(0, from - 1);
      firstChunk = old.chunkOf(before);
      RunChunk chunk = old.chunks.get(firstChunk);
      int floor = chunk.floor(before);
      if (floor < 0 && firstChunk > 0) {
        RunChunk left = old.chunks.get(firstChunk - 1);
        if (left.end(left.size() - 1) >= from) {
          firstChunk--;
          first = left.size() - 1;
          return;
        }
      }
      first = floor >= 0 && chunk.end(floor) >= from ? floor : floor + 1;
    }

    /** The run at (lastChunk, last) if it begins at or before {@code to}. */
    private @Nullable MapRun affected(long to) {
      RunChunk chunk = old.chunks.get(lastChunk);
      if (last == chunk.size() && lastChunk + 1 < old.chunks.length()) {
        if (old.chunks.get(lastChunk + 1).lba(0) > to) {
          return null;
        }
        lastChunk++;
        last = 0;
        chunk = old.chunks.get(lastChunk);
      }
      return last < chunk.size() && chunk.lba(last) <= to ? chunk.run(last) : null;
    }

    void apply() {
      RunChunk head = old.chunks.get(firstChunk);
      RunChunk tail = old.chunks.get(lastChunk);
      RunChunk all = RunChunk.join(head, first, fresh, tail, last);
      if (firstChunk == lastChunk
          && all.size() > 0
          && all.size() <= CHUNK_RUNS
          && (firstChunk + 1 == old.firsts.length
              || all.lba(all.size() - 1) < old.firsts[firstChunk + 1])) {
        old.chunks.set(firstChunk, all);
      } else {
        index = rebuilt(all);
      }
      counts = now;
    }

    private Index rebuilt(RunChunk all) {
      int pieces = (all.size() + CHUNK_RUNS - 1) / CHUNK_RUNS;
      int size = firstChunk + pieces + old.firsts.length - lastChunk - 1;
      long[] firsts = new long[size];
      List<RunChunk> chunks = new ArrayList<>(size);
      for (int c = 0; c < firstChunk; c++) {
        firsts[c] = old.firsts[c];
        chunks.add(old.chunks.get(c));
      }
      for (int p = 0; p < pieces; p++) {
        int begin = (int) ((long) all.size() * p / pieces);
        int end = (int) ((long) all.size() * (p + 1) / pieces);
        firsts[chunks.size()] = all.lba(begin);
        chunks.add(all.part(begin, end - begin));
      }
      for (int c = lastChunk + 1; c < old.firsts.length; c++) {
        RunChunk chunk = old.chunks.get(c);
        firsts[chunks.size()] = c == lastChunk + 1 ? chunk.lba(0) : old.firsts[c];
        chunks.add(chunk);
      }
      if (size > 0) {
        firsts[0] = 0;
      }
      return new Index(firsts, chunks);
    }
  }
}

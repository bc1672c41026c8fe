package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a table: the runs that touch or adjoin {@code [from, to)}, from (firstChunk, first)
 * up to but without (lastChunk, last), give way to {@code fresh}.
 */
final class TableChange {
  private final ChunkIndex old;
  private final List<MapRun> fresh;
  private final List<Extent> removed = new ArrayList<>(1);
  private final Counts counts;
  private int firstChunk;
  private int first;
  private int lastChunk;
  private int last;

  /**
   * Works out a change; nothing is changed yet.
   *
   * @param put the run that takes the place of these sectors, null for none
   * @param before what the table holds now
   */
  TableChange(ChunkIndex old, long from, long to, @Nullable MapRun put, Counts before) {
    this.old = old;
    Counts.Sum sum = new Counts.Sum(before);
    findStart(from);
    lastChunk = firstChunk;
    last = first;
    RunJoin join = new RunJoin();
    List<MapRun> after = new ArrayList<>(2);
    for (MapRun run = affected(to); run != null; run = affected(to)) {
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
      last++;
    }
    if (put != null) {
      join.add(put);
    }
    after.forEach(join::add);
    fresh = join.runs();
    fresh.forEach(run -> sum.add(run, 1));
    counts = sum.counts();
  }

  /** What the table holds afterwards. */
  Counts counts() {
    return counts;
  }

  /** Sectors of {@code [from, to)} that runs held. */
  List<Extent> removed() {
    return removed;
  }

  /** Goes to the first run that ends at {@code from} or later. */
  private void findStart(long from) {
    long before = Math.max(0, from - 1);
    firstChunk = old.chunkOf(before);
    if (firstChunk < 0) {
      firstChunk = 0;
      return;
    }
    long[] chunk = old.chunks.get(firstChunk);
    int floor = old.floor(firstChunk, chunk, before);
    if (floor < 0 && firstChunk > 0) {
      long[] left = old.chunks.get(firstChunk - 1);
      int end = RunChunk.size(left) - 1;
      if (RunChunk.end(left, end) >= from) {
        firstChunk--;
        first = end;
        return;
      }
    }
    first = floor >= 0 && RunChunk.end(chunk, floor) >= from ? floor : floor + 1;
  }

  /** The run at (lastChunk, last) if it begins at or before {@code to}. */
  private @Nullable MapRun affected(long to) {
    if (old.size() == 0) {
      return null;
    }
    long[] chunk = old.chunks.get(lastChunk);
    if (last == RunChunk.size(chunk) && lastChunk + 1 < old.size()) {
      if (RunChunk.lba(old.chunks.get(lastChunk + 1), 0) > to) {
        return null;
      }
      lastChunk++;
      last = 0;
      chunk = old.chunks.get(lastChunk);
    }
    return last < RunChunk.size(chunk) && RunChunk.lba(chunk, last) <= to
        ? RunChunk.run(chunk, last)
        : null;
  }

  /** Swaps a chunk of the old index and returns that, or returns a new one. */
  ChunkIndex apply() {
    RunPacker packer = new RunPacker();
    if (old.size() > 0) {
      packer.add(old.chunks.get(firstChunk), 0, first);
    }
    fresh.forEach(packer::add);
    if (old.size() > 0) {
      long[] tail = old.chunks.get(lastChunk);
      packer.add(tail, last, RunChunk.size(tail));
    }
    if (old.size() > 0 && firstChunk == lastChunk && staysInBounds(packer)) {
      byte shift = old.shifts[firstChunk];
      long base = old.firsts[firstChunk];
      old.chunks.setRelease(firstChunk, packer.pack(0, packer.size(), base, shift));
      return old;
    }
    return rebuilt(packer);
  }

  private boolean staysInBounds(RunPacker all) {
    return all.size() > 0
        && all.size() <= RunChunk.MOST_RUNS
        && all.lba(0) >= old.firsts[firstChunk]
        && (firstChunk + 1 == old.size() || all.lba(all.size() - 1) < old.firsts[firstChunk + 1]);
  }

  private ChunkIndex rebuilt(RunPacker all) {
    int pieces = (all.size() + RunChunk.MOST_RUNS - 1) / RunChunk.MOST_RUNS;
    int next = Math.min(old.size(), lastChunk + 1);
    int size = firstChunk + pieces + old.size() - next;
    long[] firsts = new long[size];
    byte[] shifts = new byte[size];
    long[][] chunks = new long[size][];
    copy(0, firsts, shifts, chunks, 0, firstChunk);
    int after = firstChunk + pieces;
    copy(next, firsts, shifts, chunks, after, old.size() - next);
    if (after < size && pieces > 0 && firsts[after] <= all.lba(all.size() - 1)) {
      raise(after, firsts, shifts, chunks);
    }
    for (int piece = pieces - 1; piece >= 0; piece--) {
      int from = (int) ((long) all.size() * piece / pieces);
      int to = (int) ((long) all.size() * (piece + 1) / pieces);
      int c = firstChunk + piece;
      firsts[c] = all.lba(from);
      shifts[c] =
          (byte) RunPacker.shift(firsts[c], c + 1 < size ? firsts[c + 1] : all.lba(to - 1) + 1);
      chunks[c] = all.pack(from, to, firsts[c], shifts[c]);
    }
    return new ChunkIndex(firsts, shifts, chunks);
  }

  private void copy(int from, long[] firsts, byte[] shifts, long[][] chunks, int to, int count) {
    System.arraycopy(old.firsts, from, firsts, to, count);
    System.arraycopy(old.shifts, from, shifts, to, count);
    for (int i = 0; i < count; i++) {
      chunks[to + i] = old.chunks.get(from + i);
    }
  }

  /** Lets a chunk begin with its first run. */
  private static void raise(int c, long[] firsts, byte[] shifts, long[][] chunks) {
    RunPacker packer = new RunPacker();
    packer.add(chunks[c], 0, RunChunk.size(chunks[c]));
    firsts[c] = packer.lba(0);
    chunks[c] = packer.pack(0, packer.size(), firsts[c], shifts[c]);
  }
}

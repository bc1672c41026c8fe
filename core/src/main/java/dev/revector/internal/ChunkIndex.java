package dev.revector.internal;

import dev.revector.MapRun;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a table, and a directory that finds the one for a sector in O(1) where the chunks'
 * sizes in sectors do not differ much, in O(log n) else. Only the chunks may be exchanged, each for
 * one with the same bounds.
 */
final class ChunkIndex {
  /** Entries of the directory for each chunk, at least. */
  private static final int ENTRIES_PER_CHUNK = 4;

  /** No run of chunk c begins before {@code firsts[c]}, nor at or after {@code firsts[c + 1]}. */
  final long[] firsts;

  final AtomicReferenceArray<long[]> chunks;

  /** Sectors in a bucket of a chunk, as powers of two. */
  final byte[] shifts;

  /** The chunk of the first sector of each 2^directoryShift sectors, -1 before the first. */
  private final int[] directory;

  private final int directoryShift;

  ChunkIndex(long[] firsts, byte[] shifts, long[][] chunks) {
    this.firsts = firsts;
    this.shifts = shifts;
    this.chunks = new AtomicReferenceArray<>(chunks);
    long last = firsts.length == 0 ? 0 : firsts[firsts.length - 1];
    int shift = 0;
    while (last >>> shift > 2L * ENTRIES_PER_CHUNK * Math.max(1, firsts.length)) {
      shift++;
    }
    directoryShift = shift;
    directory = new int[(int) (last >>> shift) + 2];
    int chunk = -1;
    for (int entry = 0; entry < directory.length; entry++) {
      long start = (long) entry << shift;
      while (chunk + 1 < firsts.length && firsts[chunk + 1] <= start) {
        chunk++;
      }
      directory[entry] = chunk;
    }
  }

  int size() {
    return firsts.length;
  }

  /** The sector after the last of all runs. */
  long end() {
    if (size() == 0) {
      return 0;
    }
    long[] last = chunks.getAcquire(size() - 1);
    return RunChunk.end(last, RunChunk.size(last) - 1);
  }

  /** Hands over the runs in ascending order; changes made meanwhile may be missed. */
  void forEach(Consumer<MapRun> consumer) {
    for (int c = 0; c < size(); c++) {
      long[] chunk = chunks.getAcquire(c);
      for (int i = 0; i < RunChunk.size(chunk); i++) {
        consumer.accept(RunChunk.run(chunk, i));
      }
    }
  }

  /** The chunk in whose bounds {@code lba} lies; -1 when it is before the first's. */
  int chunkOf(long lba) {
    long entry = lba >>> directoryShift;
    if (entry >= directory.length - 1) {
      return firsts.length - 1;
    }
    int low = directory[(int) entry];
    int high = directory[(int) entry + 1];
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firsts[middle] <= lba) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The run of chunk {@code c} at or before {@code lba}, -1 if none. */
  int floor(int c, long[] chunk, long lba) {
    return RunChunk.floor(chunk, shifts[c], lba);
  }

  /** True when no run touches the sectors {@code first} to {@code last}. */
  boolean isClear(long first, long last) {
    int c = chunkOf(last);
    if (c < 0) {
      return true;
    }
    long[] chunk = chunks.getAcquire(c);
    int i = floor(c, chunk, last);
    if (i < 0) {
      if (c == 0) {
        return true;
      }
      chunk = chunks.getAcquire(c - 1);
      i = RunChunk.size(chunk) - 1;
    }
    return RunChunk.end(chunk, i) <= first;
  }

  /** The run that holds {@code lba}, or null. */
  @Nullable MapRun find(long lba) {
    int c = chunkOf(lba);
    if (c < 0) {
      return null;
    }
    long[] chunk = chunks.getAcquire(c);
    int i = floor(c, chunk, lba);
    if (i < 0 && c > 0) {
      chunk = chunks.getAcquire(c - 1);
      i = RunChunk.size(chunk) - 1;
    }
    return i >= 0 && RunChunk.end(chunk, i) > lba ? RunChunk.run(chunk, i) : null;
  }

  /** The run that holds {@code lba}, else the first after it, else null. */
  @Nullable MapRun next(long lba) {
    MapRun here = find(lba);
    if (here != null) {
      return here;
    }
    int c = chunkOf(lba);
    if (c >= 0) {
      long[] chunk = chunks.getAcquire(c);
      int i = floor(c, chunk, lba) + 1;
      if (i < RunChunk.size(chunk)) {
        return RunChunk.run(chunk, i);
      }
    }
    return c + 1 < size() ? RunChunk.run(chunks.getAcquire(c + 1), 0) : null;
  }
}

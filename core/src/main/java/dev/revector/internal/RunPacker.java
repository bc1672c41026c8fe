package dev.revector.internal;

import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;

/** Gathers runs in ascending order and packs stretches of them into chunks. */
final class RunPacker {
  private final List<MapRun> runs = new ArrayList<>(2 * RunChunk.MOST_RUNS);

  void add(MapRun run) {
    runs.add(run);
  }

  void add(long[] chunk, int from, int to) {
    for (int i = from; i < to; i++) {
      runs.add(RunChunk.run(chunk, i));
    }
  }

  void dropFirst(int count) {
    runs.subList(0, count).clear();
  }

  int size() {
    return runs.size();
  }

  long lba(int i) {
    return runs.get(i).lba();
  }

  /** The shift of buckets that divide a chunk's room evenly. */
  static int shift(long base, long end) {
    return Math.max(
        0, Long.SIZE - Long.numberOfLeadingZeros(end - base - 1) - RunChunk.BUCKET_BITS);
  }

  /** Packs the runs {@code from} to {@code to - 1}; none begins before {@code base}. */
  long[] pack(int from, int to, long base, int shift) {
    Field begin = new Field();
    begin.take(0);
    Field count = new Field();
    Field place = new Field();
    Field kind = new Field();
    Field errors = new Field();
    Field time = new Field();
    for (MapRun run : runs.subList(from, to)) {
      begin.take(run.lba() - base);
      count.take(run.count());
      place.take(run.spareSector());
      kind.take(kind(run));
      errors.take(run.errors());
      time.take(run.timeSeconds());
    }
    RunChunk.Form form =
        new RunChunk.Form(
            to - from,
            begin.width(),
            count.width(),
            place.width(),
            kind.width(),
            errors.width(),
            time.width());
    int bits = form.size() * form.width();
    long[] words = new long[RunChunk.RUNS + (bits >>> 6) + 2];
    words[0] = base;
    words[RunChunk.FORM] = form.word();
    words[RunChunk.LEAST] = count.least | kind.least << 16 | time.least << 32;
    words[RunChunk.LEAST_TOO] = place.least | errors.least << 48;
    int at = RunChunk.RUNS * Long.SIZE;
    for (MapRun run : runs.subList(from, to)) {
      at = begin.put(run.lba() - base, words, at);
      at = count.put(run.count(), words, at);
      at = place.put(run.spareSector(), words, at);
      at = kind.put(kind(run), words, at);
      at = errors.put(run.errors(), words, at);
      at = time.put(run.timeSeconds(), words, at);
    }
    fillBuckets(from, to, shift, words);
    return words;
  }

  private void fillBuckets(int from, int to, int shift, long[] words) {
    int i = from;
    for (int bucket = 0; bucket < RunChunk.BUCKETS; bucket++) {
      while (i < to && (runs.get(i).lba() - words[0]) >>> shift < bucket) {
        i++;
      }
      words[RunChunk.BUCKET_WORDS + bucket / Long.BYTES] |= (long) (i - from) << (bucket % 8 * 8);
    }
  }

  private static long kind(MapRun run) {
    return (long) run.spare() << RunChunk.SPARE_SHIFT
        | (long) run.reason().code() << RunChunk.REASON_SHIFT
        | run.state().code();
  }

  /** The range of one field. */
  private static final class Field {
    private long least = Long.MAX_VALUE;
    private long most;

    void take(long value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }

    int width() {
      return Long.SIZE - Long.numberOfLeadingZeros(most - least);
    }

    /** Puts a value at a bit, over the zeros that are there; returns the bit behind it. */
    int put(long value, long[] words, int at) {
      long bits = value - least;
      words[at >>> 6] |= bits << at;
      words[(at >>> 6) + 1] |= bits >>> 1 >>> ~at;
      return at + width();
    }
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers the runs of one cell in ascending order and packs them into a chunk. */
final class RunPacker {
  private final long base;
  private final int cellShift;
  private long[] begins = new long[64];
  private long[] places = new long[64];
  private long[] abouts = new long[64];
  private long[] rares = new long[64];
  private int size;
  private boolean continues;

  /** For the cell of 2^cellShift sectors from {@code base}. */
  RunPacker(long base, int cellShift) {
    this.base = base;
    this.cellShift = cellShift;
  }

  /** Adds a run, or the part of it that lies in the cell. */
  void add(MapRun run) {
    continues |= run.lba() < base;
    MapRun part = run.slice(base, base + Math.min(run.end() - base, 1L << cellShift));
    add(part.lba() - base, part.spareSector(), RunChunk.about(part), RunChunk.rare(part));
  }

  /** Adds runs of another chunk of the same cell. */
  void add(long[] chunk, int from, int to) {
    continues |= from == 0 && to > 0 && RunChunk.continues(chunk);
    for (int i = from; i < to; i++) {
      add(
          RunChunk.begin(chunk, i),
          RunChunk.place(chunk, i),
          RunChunk.about(chunk, i),
          RunChunk.rare(chunk, i));
    }
  }

  private void add(long begin, long place, long about, long rare) {
    if (size == begins.length) {
      begins = Arrays.copyOf(begins, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
      abouts = Arrays.copyOf(abouts, 2 * size);
      rares = Arrays.copyOf(rares, 2 * size);
    }
    begins[size] = begin;
    places[size] = place;
    abouts[size] = about;
    rares[size++] = rare;
  }

  /** The chunk; null when there is no run. */
  long @Nullable [] pack() {
    return size == 0 ? null : new Packing().chunk();
  }

  /** The layout of one chunk, see {@link RunChunk}. */
  private final class Packing {
    private final int bucketShift = Math.max(0, cellShift - Math.max(3, bits(size - size / 4)));
    private final int bucketWords = 1 << Math.max(0, cellShift - bucketShift - 3);
    private final int runsAt = RunChunk.BUCKETS_AT + bucketWords + 1;
    private final int placeBits = widest(places);
    private final int aboutBits = widest(abouts);
    private final boolean wide = cellShift + placeBits + aboutBits > RunChunk.BITS;
    private final int stride = wide ? 3 : 1;
    private final long form =
        bucketShift
            | (wide ? 0L : RunChunk.BITS - cellShift) << RunChunk.BEGIN_SHIFT
            | (wide ? 0L : RunChunk.BITS - cellShift - placeBits) << RunChunk.PLACE_SHIFT
            | (long) placeBits << RunChunk.PLACE_BITS
            | (long) aboutBits << RunChunk.ABOUT_BITS
            | (wide ? 1L : 0L) << RunChunk.WIDE
            | (continues ? 1L : 0L) << RunChunk.CONTINUES
            | (long) runsAt << RunChunk.RUNS_AT;

    long[] chunk() {
      Field reason = new Field(48, 0xF, false);
      Field errors = new Field(32, 0xFFFF, true);
      Field time = new Field(0, 0xFFFF_FFFFL, true);
      int rareBits = reason.width() + errors.width() + time.width();
      int inRun = RunChunk.rareBitsInRun(form, rareBits);
      int left = rareBits - inRun;
      int rest = runsAt + stride * (size + RunChunk.AT_ONCE);
      long[] words = new long[rest + (left == 0 ? 0 : (int) ((long) size * left / Long.SIZE) + 2)];
      words[0] = form;
      words[RunChunk.COMMON] =
          time.least
              | errors.least << RunChunk.ERRORS_SHIFT
              | (long) time.width() << RunChunk.TIME_BITS
              | (long) errors.width() << RunChunk.ERRORS_BITS
              | (long) reason.width() << RunChunk.REASON_BITS;
      for (int i = 0; i < size; i++) {
        long rare =
            (((reason.of(i) << errors.width()) | errors.of(i)) << time.width()) | time.of(i);
        putRun(words, i, (rare & (1L << inRun) - 1) << aboutBits);
        if (left > 0) {
          put(words, rest, i * (long) left, rare >>> inRun);
        }
      }
      Arrays.fill(words, runsAt + stride * size, rest, Long.MAX_VALUE);
      putBuckets(words);
      return words;
    }

    private void putRun(long[] words, int i, long rare) {
      int at = runsAt + stride * i;
      if (wide) {
        words[at] = begins[i];
        words[at + 1] = places[i];
        words[at + 2] = abouts[i];
      } else {
        words[at] =
            begins[i] << (form >>> RunChunk.BEGIN_SHIFT)
                | places[i] << (form >>> RunChunk.PLACE_SHIFT)
                | rare
                | abouts[i];
      }
    }

    private void putBuckets(long[] words) {
      int i = 0;
      int first = 0;
      for (int bucket = 0; bucket <= bucketWords << 3; bucket++) {
        while (i < size && begins[i] >>> bucketShift < bucket) {
          i++;
        }
        if ((bucket & 7) == 0) {
          first = i;
        }
        words[RunChunk.BUCKETS_AT + (bucket >>> 3)] |=
            (bucket & 7) == 0
                ? (long) first << 32
                : (long) Math.min(15, i - first) << ((bucket & 7) << 2);
      }
    }

    private int widest(long[] values) {
      long all = 0;
      for (int i = 0; i < size; i++) {
        all |= values[i];
      }
      return bits(all);
    }
  }

  private static int bits(long most) {
    return Long.SIZE - Long.numberOfLeadingZeros(most);
  }

  private static void put(long[] words, int from, long bit, long value) {
    int word = from + (int) (bit >>> 6);
    words[word] |= value << bit;
    words[word + 1] |= value >>> 1 >>> ~bit;
  }

  /** One field of the rare ones, and its range. */
  private final class Field {
    private final int shift;
    private final long mask;
    private final long least;
    private final long most;

    Field(int shift, long mask, boolean fromLeast) {
      this.shift = shift;
      this.mask = mask;
      long low = fromLeast ? mask : 0;
      long high = 0;
      for (int i = 0; i < size; i++) {
        low = Math.min(low, rares[i] >>> shift & mask);
        high = Math.max(high, rares[i] >>> shift & mask);
      }
      least = low;
      most = high;
    }

    int width() {
      return bits(most - least);
    }

    long of(int i) {
      return (rares[i] >>> shift & mask) - least;
    }
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;

/**
 * Up to {@value #MOST_RUNS} neighbouring runs of the map in one array of words that never changes:
 * an object around it would cost every reader one more cache miss. {@link RunPacker} makes it.
 *
 * <pre>
 * word 0      base: no run begins before it
 * word 1      number of runs, and the bits that each field of a run takes
 * word 2, 3   the least that each field holds, which is added to what a run says
 * 16 words    128 buckets of 2^shift sectors each, one byte for each: how many runs begin before it
 * the rest    the runs without a gap: begin, count, spare sector, class, errors, time
 * </pre>
 *
 * The last bucket has no end. The shift is not kept here but in {@link ChunkIndex}, so that a
 * reader needs only the bucket's line and the run's.
 */
final class RunChunk {
  static final int MOST_RUNS = 255;
  static final int BUCKET_BITS = 7;
  static final int BUCKETS = 1 << BUCKET_BITS;

  static final int FORM = 1;
  static final int LEAST = 2;
  static final int LEAST_TOO = 3;
  static final int BUCKET_WORDS = 4;
  static final int RUNS = BUCKET_WORDS + BUCKETS / Long.BYTES;

  /** Bits of the count, reason and state of a run, which together are its class. */
  static final int REASON_SHIFT = 3;

  static final int SPARE_SHIFT = 7;

  private RunChunk() {}

  /** The form of the runs of a chunk: their number, and the width of each field in bits. */
  record Form(int size, int begin, int count, int place, int kind, int errors, int time) {
    long word() {
      return size
          | (long) width() << 8
          | (long) begin << 16
          | (long) count << 22
          | (long) place << 27
          | (long) kind << 33
          | (long) errors << 37
          | (long) time << 42;
    }

    int width() {
      return begin + count + place + kind + errors + time;
    }
  }

  static int size(long[] chunk) {
    return (int) chunk[FORM] & 0xFF;
  }

  static long lba(long[] chunk, int i) {
    long form = chunk[FORM];
    return chunk[0] + bits(chunk, at(form, i), begin(form));
  }

  /** The sector after the run's last. */
  static long end(long[] chunk, int i) {
    long form = chunk[FORM];
    int at = at(form, i);
    int begin = begin(form);
    return chunk[0]
        + bits(chunk, at, begin)
        + bits(chunk, at + begin, (int) (form >>> 22) & 0x1F)
        + (chunk[LEAST] & 0xFFFF);
  }

  static MapRun run(long[] chunk, int i) {
    long form = chunk[FORM];
    int at = at(form, i);
    int width = begin(form);
    final long lba = chunk[0] + bits(chunk, at, width);
    at += width;
    width = (int) (form >>> 22) & 0x1F;
    final long count = (chunk[LEAST] & 0xFFFF) + bits(chunk, at, width);
    at += width;
    width = (int) (form >>> 27) & 0x3F;
    final long place = (chunk[LEAST_TOO] & MapRun.MAX_SPARE_SECTOR - 1) + bits(chunk, at, width);
    at += width;
    width = (int) (form >>> 33) & 0xF;
    final int kind = (int) ((chunk[LEAST] >>> 16 & 0x7FFF) + bits(chunk, at, width));
    at += width;
    width = (int) (form >>> 37) & 0x1F;
    final long errors = (chunk[LEAST_TOO] >>> 48) + bits(chunk, at, width);
    at += width;
    final long time = (chunk[LEAST] >>> 32) + bits(chunk, at, (int) (form >>> 42) & 0x3F);
    return new MapRun(
        lba,
        (int) count,
        SectorState.ofCode(kind & (1 << REASON_SHIFT) - 1),
        kind >>> SPARE_SHIFT,
        place,
        RemapReason.ofCode(kind >>> REASON_SHIFT & 0xF),
        time,
        (int) errors);
  }

  /** The last run that begins at or before {@code lba}, -1 if none. */
  static int floor(long[] chunk, int shift, long lba) {
    long distance = lba - chunk[0];
    if (distance < 0) {
      return -1;
    }
    int bucket = (int) Math.min(distance >>> shift, BUCKETS - 1);
    int low = bucket(chunk, bucket);
    int high = bucket == BUCKETS - 1 ? size(chunk) : bucket(chunk, bucket + 1);
    long form = chunk[FORM];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bits(chunk, at(form, middle), begin(form)) <= distance) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static int bucket(long[] chunk, int bucket) {
    return (int) (chunk[BUCKET_WORDS + (bucket >>> 3)] >>> ((bucket & 7) << 3)) & 0xFF;
  }

  private static int begin(long form) {
    return (int) (form >>> 16) & 0x3F;
  }

  /** Where run {@code i} begins, in bits. */
  private static int at(long form, int i) {
    return RUNS * Long.SIZE + i * ((int) (form >>> 8) & 0xFF);
  }

  private static long bits(long[] words, int at, int width) {
    int word = at >>> 6;
    long low = words[word] >>> at;
    long high = words[word + 1] << 1 << ~at;
    return (low | high) & (1L << width) - 1;
  }
}

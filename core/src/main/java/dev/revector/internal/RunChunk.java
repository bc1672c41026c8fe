package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;

/**
 * The runs of one cell of the disk, in one array of words that never changes: an object around it
 * would cost every reader one more cache miss. {@link RunPacker} makes it.
 *
 * <pre>
 * word 0   form: what shifts, widths and places the readers of this chunk need, and whether its
 *          first run goes on from the cell before
 * word 1   what the rare fields have in common: least time, least errors, bits of each
 * word 2.. a word for each eight buckets:  runs before the first : 32 | to add for each bucket : 4
 *          one more such word:             all runs               : 32
 *          a word for each run, ascending: begin | place | rare | about     "what I/O needs"
 *          three words greater than all:   where each search ends
 *          the rest, without gaps:         what of rare did not fit above   "what reports need"
 * </pre>
 *
 * <p>A begin is counted from the cell's first sector; a <i>place</i> is the spare sector; about is
 * {@code spare | count - 1 | state} and no bits at all in a chunk of single mapped sectors of spare
 * 0; rare is {@code reason | errors | time}, each less the least, of which as many low bits as
 * there is room for stand in the run's word. Where begin, place and about need more than 62 bits
 * together, a run has three words, one for each, and all of rare stands in the rest.
 *
 * <p>There are as many buckets as runs or up to twice as many, so that a sector is found by looking
 * at the line of its bucket and at three runs, whichever they are; should the bucket have more, or
 * the four bits not suffice, a binary search goes on from there.
 */
final class RunChunk {
  /** A chunk without runs, for a cell of any size. */
  static final long[] NONE = {
    63 | 4L << 32, 0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE
  };

  static final int COMMON = 1;
  static final int BUCKETS_AT = 2;

  /** Runs that a search compares without a branch that depends on them. */
  static final int AT_ONCE = 3;

  /** Bits that begin, place, rare and about take in one word. */
  static final int BITS = 62;

  /** Fields of the form; a shift by it takes the lowest six bits, so most need no mask. */
  static final int BEGIN_SHIFT = 6;

  static final int PLACE_SHIFT = 12;
  static final int PLACE_BITS = 18;
  static final int ABOUT_BITS = 24;
  static final int WIDE = 30;
  static final int CONTINUES = 31;
  static final int RUNS_AT = 32;

  /** Fields of what is told about a run. */
  static final int COUNT_SHIFT = 2;

  static final int SPARE_SHIFT = 18;

  /** Fields of the common word. */
  static final int ERRORS_SHIFT = 32;

  static final int TIME_BITS = 48;
  static final int ERRORS_BITS = 54;
  static final int REASON_BITS = 59;

  private RunChunk() {}

  private static int runsAt(long form) {
    return (int) (form >>> RUNS_AT);
  }

  private static boolean isWide(long form) {
    return (form >>> WIDE & 1) != 0;
  }

  /** True when the first run began in the cell before. */
  static boolean continues(long[] chunk) {
    return (chunk[0] >>> CONTINUES & 1) != 0;
  }

  static int size(long[] chunk) {
    return (int) (chunk[runsAt(chunk[0]) - 1] >>> 32);
  }

  /** First sector of run {@code i}, counted from the cell's. */
  static long begin(long[] chunk, int i) {
    long form = chunk[0];
    return chunk[at(form, i, 0)] >>> (form >>> BEGIN_SHIFT);
  }

  /** Spare sector of the run's first. */
  static long place(long[] chunk, int i) {
    long form = chunk[0];
    return chunk[at(form, i, 1)] >>> (form >>> PLACE_SHIFT) & (1L << (form >>> PLACE_BITS)) - 1;
  }

  /** Spare, count and state in one. */
  static int about(long[] chunk, int i) {
    long form = chunk[0];
    return (int) (chunk[at(form, i, 2)] & (1L << (form >>> ABOUT_BITS)) - 1);
  }

  private static int at(long form, int i, int field) {
    return runsAt(form) + (isWide(form) ? 3 * i + field : i);
  }

  static int count(int about) {
    return (about >>> COUNT_SHIFT & 0xFFFF) + 1;
  }

  static SectorState state(int about) {
    return SectorState.ofCode((about & 3) + 1);
  }

  static int spare(int about) {
    return about >>> SPARE_SHIFT;
  }

  /** The sector after the run's last, counted from the cell's first. */
  static long end(long[] chunk, int i) {
    return begin(chunk, i) + count(about(chunk, i));
  }

  /** Bits of rare that stand in the word of a run. */
  static int rareBitsInRun(long form, int rareBits) {
    int room =
        isWide(form) ? 0 : (int) (form >>> PLACE_SHIFT & 63) - (int) (form >>> ABOUT_BITS & 63);
    return Math.min(room, rareBits);
  }

  /** Reason, errors and time in one, as {@link #rare(MapRun)} has them. */
  static long rare(long[] chunk, int i) {
    long form = chunk[0];
    long common = chunk[COMMON];
    int timeBits = (int) (common >>> TIME_BITS) & 63;
    int errorsBits = (int) (common >>> ERRORS_BITS) & 31;
    int rareBits = timeBits + errorsBits + (int) (common >>> REASON_BITS);
    int inRun = rareBitsInRun(form, rareBits);
    long bits = chunk[at(form, i, 0)] >>> (form >>> ABOUT_BITS) & (1L << inRun) - 1;
    int left = rareBits - inRun;
    if (left > 0) {
      int rest = at(form, size(chunk), 0) + AT_ONCE * (isWide(form) ? 3 : 1);
      bits |= bits(chunk, rest, i * (long) left, left) << inRun;
    }
    long time = (common & 0xFFFF_FFFFL) + (bits & (1L << timeBits) - 1);
    bits >>>= timeBits;
    long errors = (common >>> ERRORS_SHIFT & 0xFFFF) + (bits & (1L << errorsBits) - 1);
    return bits >>> errorsBits << 48 | errors << 32 | time;
  }

  private static long bits(long[] words, int from, long bit, int width) {
    int word = from + (int) (bit >>> 6);
    long low = words[word] >>> bit;
    long high = words[word + 1] << 1 << ~bit;
    return (low | high) & (1L << width) - 1;
  }

  static long rare(MapRun run) {
    return (run.reason().code() - 1L) << 48 | (long) run.errors() << 32 | run.timeSeconds();
  }

  static long about(MapRun run) {
    return (long) run.spare() << SPARE_SHIFT
        | (run.count() - 1L) << COUNT_SHIFT
        | run.state().code() - 1;
  }

  /** All of a run of a cell whose first sector is {@code base}. */
  static MapRun run(long[] chunk, long base, int i) {
    int about = about(chunk, i);
    long rare = rare(chunk, i);
    return new MapRun(
        base + begin(chunk, i),
        count(about),
        state(about),
        spare(about),
        place(chunk, i),
        RemapReason.ofCode((int) (rare >>> 48) + 1),
        rare & 0xFFFF_FFFFL,
        (int) (rare >>> 32) & 0xFFFF);
  }

  /** The last run that begins at or before a sector, counted from the cell's first; -1 if none. */
  static int floor(long[] chunk, long sector) {
    long form = chunk[0];
    int bucket = (int) (sector >>> form);
    long word = chunk[BUCKETS_AT + (bucket >>> 3)];
    int low = (int) (word >>> 32) + ((int) word >>> (bucket << 2) & 15);
    if (isWide(form)) {
      return search(chunk, sector, low, bucket);
    }
    long more = (sector + 1) << (form >>> BEGIN_SHIFT);
    int at = runsAt(form) + low;
    int passed =
        (int) ((chunk[at] - more) >>> 63)
            + (int) ((chunk[at + 1] - more) >>> 63)
            + (int) ((chunk[at + 2] - more) >>> 63);
    return passed < AT_ONCE ? low + passed - 1 : search(chunk, sector, low + passed, bucket);
  }

  /** Goes on with a search, where all before {@code from} begin at or before the sector. */
  private static int search(long[] chunk, long sector, int from, int bucket) {
    int low = from;
    int high = Math.max(low, (int) (chunk[BUCKETS_AT + (bucket >>> 3) + 1] >>> 32));
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (begin(chunk, middle) <= sector) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}

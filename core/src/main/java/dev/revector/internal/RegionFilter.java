package dev.revector.internal;

/**
 * One bit for each region of 2^shift sectors: where it is clear, no run touches the region. Most
 * requests need no more than one look at one word.
 *
 * <p>The writer sets bits before it publishes a run and clears them after it took one out; whoever
 * sees what was published before sees the bits too. Readers read plainly, after a volatile read.
 */
final class RegionFilter {
  /** Regions for each run when the filter is made, at least half as many. */
  private static final int REGIONS_PER_RUN = 16;

  /** For so few runs a filter of 16 KiB is planned. */
  private static final int LEAST_RUNS = (16 << 13) / REGIONS_PER_RUN;

  private final long[] words;
  private final int shift;

  /** Runs up to which the filter is worth its while. */
  private final long mostRuns;

  private RegionFilter(long[] words, int shift, long mostRuns) {
    this.words = words;
    this.shift = shift;
    this.mostRuns = mostRuns;
  }

  /** A filter with all bits clear, for runs below {@code end}, which are {@code runs} by now. */
  static RegionFilter of(long runs, long end) {
    long last = -1L >>> Long.numberOfLeadingZeros(Math.max(Long.SIZE, end) - 1);
    long planned = runs == 0 ? 0 : Math.max(runs, LEAST_RUNS);
    int shift = 0;
    while (last >>> shift >= Math.max(Long.SIZE, REGIONS_PER_RUN * planned)) {
      shift++;
    }
    return new RegionFilter(new long[(int) ((last >>> shift) >>> 6) + 1], shift, 2 * planned);
  }

  /** True when the filter can take in a run that ends there, as one of so many, and is of use. */
  boolean suits(long runs, long end) {
    return runs <= mostRuns && ((end - 1) >>> shift) >>> 6 < words.length;
  }

  /** True when surely no run touches the sectors {@code first} to {@code last}. */
  boolean isClear(long first, long last) {
    long from = first >>> shift;
    long to = last >>> shift;
    long word = from >>> 6;
    if (word >= words.length) {
      return true;
    }
    if (to >>> 6 == word) {
      return (words[(int) word] & mask(from, to)) == 0;
    }
    return to >>> 6 == word + 1
        && (words[(int) word] & -1L << from) == 0
        && (word + 1 == words.length || (words[(int) word + 1] & mask(0, to)) == 0);
  }

  /** Sets the bits of the sectors {@code first} to {@code last}. */
  void set(long first, long last) {
    for (long region = first >>> shift; region <= last >>> shift; region = (region | 63) + 1) {
      words[(int) (region >>> 6)] |= mask(region, Math.min(region | 63, last >>> shift));
    }
  }

  /** Clears the bits of those regions that {@code index}, which is published, has nothing in. */
  void clear(long first, long last, ChunkIndex index) {
    for (long region = first >>> shift; region <= last >>> shift; region++) {
      if (index.isClear(region << shift, ((region + 1) << shift) - 1)) {
        words[(int) (region >>> 6)] &= ~(1L << region);
      }
    }
  }

  /** The bits {@code from} to {@code to} of a word. */
  private static long mask(long from, long to) {
    return (-1L << from) & (-1L >>> ~to);
  }
}

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

  /** For more, one of at least 512 KiB, so that it seldom says less than it might. */
  private static final long REGIONS_FOR_MORE = 512L << 13;

  private final long[] words;
  private final int shift;

  /** Runs up to which the filter is worth its while. */
  private final long mostRuns;

  private RegionFilter(long[] words, int shift, long mostRuns) {
    this.words = words;
    this.shift = shift;
    this.mostRuns = mostRuns;
  }

  /** A filter with all bits clear, for runs of so many sectors, which are {@code runs} by now. */
  static RegionFilter of(long runs, long sectors) {
    long last = -1L >>> Long.numberOfLeadingZeros(Math.max(Long.SIZE, sectors) - 1);
    long planned = runs == 0 ? 0 : Math.max(runs, LEAST_RUNS);
    long regions =
        Math.max(REGIONS_PER_RUN * planned, planned > LEAST_RUNS ? REGIONS_FOR_MORE : Long.SIZE);
    int shift = 0;
    while (last >>> shift >= regions) {
      shift++;
    }
    return new RegionFilter(new long[(int) ((last >>> shift) >>> 6) + 1], shift, 2 * planned);
  }

  /** True when the filter is of use for so many runs. */
  boolean suits(long runs) {
    return runs <= mostRuns;
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

  /** Clears the bits of those regions that {@code grid}, which is published, has nothing in. */
  void clear(long first, long last, Grid grid) {
    for (long region = first >>> shift; region <= last >>> shift; region++) {
      if (grid.isClear(region << shift, ((region + 1) << shift) - 1)) {
        words[(int) (region >>> 6)] &= ~(1L << region);
      }
    }
  }

  /** The bits {@code from} to {@code to} of a word. */
  private static long mask(long from, long to) {
    return (-1L << from) & (-1L >>> ~to);
  }
}

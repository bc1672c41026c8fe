package dev.revector.benchmarks;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;

/**
 * Which sectors are remapped, as a function of a number: the same in every run, without a table.
 * They are spread over 2^34 sectors, 8 TiB.
 */
public enum Sectors {
  /** Single sectors, at random. */
  SCATTERED {
    @Override
    public long sector(long i) {
      return mix(i, BITS);
    }

    @Override
    public long place(long i) {
      return (FIRST_SLOT + i) * RUN + sector(i) % RUN;
    }
  },
  /** Runs of eight neighbours, one slot each, at random. */
  CLUSTERED {
    @Override
    public long sector(long i) {
      return mix(i / RUN, BITS - RUN_BITS) * RUN + i % RUN;
    }

    @Override
    public long place(long i) {
      return FIRST_SLOT * RUN + i;
    }
  };

  static final int BITS = 34;
  static final long ALL = 1L << BITS;
  static final int RUN_BITS = 3;
  static final int RUN = 1 << RUN_BITS;
  private static final long FIRST_SLOT = 100_000;
  private static final long SECONDS_OF_A_YEAR = 31_536_000;

  /** The sector with this number, below {@link #ALL}; each occurs once. */
  public abstract long sector(long i);

  /** The run that a remap of sector {@code i} makes, found over the course of a year. */
  public MapRun run(long i) {
    long seconds = 1_790_000_000L + Math.floorMod(mix(i / RUN, 40), SECONDS_OF_A_YEAR);
    RemapReason reason = i / RUN % 4 == 0 ? RemapReason.READ_ERROR : RemapReason.WRITE_ERROR;
    return new MapRun(
        sector(i), 1, SectorState.MAPPED, 0, place(i), reason, seconds, (int) (i / RUN % 3));
  }

  /** The spare sector for sector {@code i}: slots in the order of the numbers. */
  public abstract long place(long i);

  /** A permutation of the numbers of so many bits. */
  static long mix(long i, int bits) {
    long mask = (1L << bits) - 1;
    long x = i;
    for (long factor : new long[] {0x9E37_79B9_7F4A_7C15L, 0xD6E8_FEB8_6659_FD93L}) {
      x = x * factor & mask;
      x ^= x >>> (bits / 2);
    }
    return x * 0xC2B2_AE3D_27D4_EB4FL & mask;
  }
}

package dev.revector;

/**
 * One run of neighbouring sectors of main that share a state and, if they have slots, lie in the
 * same order on one spare.
 *
 * @param lba first sector on main
 * @param count number of sectors, 1 to {@link #MAX_COUNT}
 * @param state what the map says of them
 * @param spare index of the spare, 0 when the state has no slot
 * @param spareSector first sector on that spare, in sectors of main's size; 0 when the state has no
 *     slot
 * @param reason why they are in the map
 * @param timeSeconds when, in seconds since 1970, 0 to 2^32 - 1; for people, never used to decide
 * @param errors errors seen, 0 to 65535, saturating
 * @since 0.1
 */
public record MapRun(
    long lba,
    int count,
    SectorState state,
    int spare,
    long spareSector,
    RemapReason reason,
    long timeSeconds,
    int errors) {

  /** Most sectors in one run; a longer one is several runs. */
  public static final int MAX_COUNT = 65535;

  /** Spare sectors lie below this number; sectors of main have 63 bits. */
  public static final long MAX_SPARE_SECTOR = 1L << 48;

  /** Checks the ranges given above. */
  public MapRun {
    if (lba < 0
        || count < 1
        || count > MAX_COUNT
        || lba > Long.MAX_VALUE - count
        || spare < 0
        || spare > 255
        || spareSector < 0
        || spareSector > MAX_SPARE_SECTOR - count
        || timeSeconds < 0
        || timeSeconds > 0xFFFF_FFFFL
        || errors < 0
        || errors > 0xFFFF) {
      throw new IllegalArgumentException(
          "no valid run: lba="
              + lba
              + ", count="
              + count
              + ", spare="
              + spare
              + ", spareSector="
              + spareSector
              + ", timeSeconds="
              + timeSeconds
              + ", errors="
              + errors);
    }
  }

  /** The sector of main after the last. */
  public long end() {
    return lba + count;
  }

  /** The part of this run that lies in {@code [from, to)}, which it must intersect. */
  public MapRun slice(long from, long to) {
    long first = Math.max(from, lba);
    int length = (int) (Math.min(to, end()) - first);
    long sector = state.hasSlot() ? spareSector + (first - lba) : 0;
    return new MapRun(first, length, state, spare, sector, reason, timeSeconds, errors);
  }
}

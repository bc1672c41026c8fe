package dev.revector.spi;

import dev.revector.MapRun;

/**
 * A run of sectors on a spare.
 *
 * @param spare index of the spare, 0 to 255
 * @param sector first sector, in sectors of main's size
 * @param count number of sectors, 1 to {@link MapRun#MAX_COUNT}
 * @since 0.1
 */
public record SpareRun(int spare, long sector, int count) {

  /** Checks the ranges given above. */
  public SpareRun {
    if (spare < 0
        || spare > 255
        || sector < 0
        || count < 1
        || count > MapRun.MAX_COUNT
        || sector > MapRun.MAX_SPARE_SECTOR - count) {
      throw new IllegalArgumentException(
          "no valid spare run: spare=" + spare + ", sector=" + sector + ", count=" + count);
    }
  }
}

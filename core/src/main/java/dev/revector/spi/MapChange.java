package dev.revector.spi;

import dev.revector.MapRun;

/**
 * One change to the durable map.
 *
 * @since 0.1
 */
public sealed interface MapChange {

  /** Puts a run in, in place of whatever the map says of its sectors. */
  record Put(MapRun run) implements MapChange {}

  /** Takes sectors out of the map: they are healthy on main. */
  record Remove(long lba, int count) implements MapChange {
    /** Checks that the count is from 1 to {@link MapRun#MAX_COUNT}. */
    public Remove {
      if (lba < 0 || count < 1 || count > MapRun.MAX_COUNT || lba > Long.MAX_VALUE - count) {
        throw new IllegalArgumentException(
            "no valid sectors to remove: lba=" + lba + ", count=" + count);
      }
    }
  }

  /** Retires spare sectors for ever; no run may lie on them after the commit that holds this. */
  record Retire(SpareRun run) implements MapChange {}
}

package dev.revector.internal;

import dev.revector.BlockDeviceException;
import dev.revector.MapRun;
import dev.revector.SectorState;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one engine share.
 *
 * @param main main; null when it is not at hand, which makes the target read-only
 */
record Parts(
    Units units,
    @Nullable Disk main,
    SparePool pool,
    RemapTable table,
    Gate gate,
    InFlight inFlight,
    RangeLocks locks,
    MapJournal journal,
    Clock clock,
    int retries) {

  /** Main, which must be at hand. */
  Disk needMain() throws BlockDeviceException {
    if (main == null) {
      throw new BlockDeviceException(
          "main is not given: without it only the map can be shown, no data read or written");
    }
    return main;
  }

  /** I/O that finds bad pieces down to single sectors. */
  MediumIo bySector() {
    return new MediumIo(units.sectorSize(), 1, retries);
  }

  /** I/O that finds bad pieces down to units. */
  MediumIo byUnit() {
    return new MediumIo(units.sectorSize(), units.perUnit(), retries);
  }

  /** What the map is to say of a run, or a part of one, that its slot does not give. */
  MapRun unreadable(MapRun run) {
    return new MapRun(
        run.lba(),
        run.count(),
        SectorState.MAPPED_PENDING,
        run.spare(),
        run.spareSector(),
        run.reason(),
        nowSeconds(),
        Math.min(0xFFFF, run.errors() + 1));
  }

  /** The time for the map, in whole seconds of 32 bits. */
  long nowSeconds() {
    return Math.max(0, Math.min(0xFFFF_FFFFL, clock.instant().getEpochSecond()));
  }
}

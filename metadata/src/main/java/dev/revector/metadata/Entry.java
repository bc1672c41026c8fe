package dev.revector.metadata;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;

/**
 * The three words of a table entry, and of a change in a journal record. A word of zeros as third
 * is a free entry.
 *
 * <pre>
 *   word 0   lba
 *   word 1   spare sector (48 bits), count (16 bits)
 *   word 2   time (32 bits), errors (16), spare (8), state (4), reason (4)
 * </pre>
 */
record Entry(long lba, long target, long about) {
  static final Entry FREE = new Entry(0, 0, 0);

  /** States beyond those of {@link SectorState}: a spare run that failed, and a change only. */
  static final int RETIRED = 5;

  static final int REMOVE = 6;

  private static final long SPARE_SECTOR_MASK = (1L << 48) - 1;

  static Entry of(MapRun run) {
    return new Entry(
        run.lba(),
        target(run.spareSector(), run.count()),
        run.timeSeconds()
            | (long) run.errors() << 32
            | about(run.spare(), run.state().code(), run.reason().code()));
  }

  static Entry of(MapChange change) {
    if (change instanceof MapChange.Put put) {
      return of(put.run());
    }
    if (change instanceof MapChange.Remove remove) {
      return new Entry(remove.lba(), target(0, remove.count()), about(0, REMOVE, 0));
    }
    SpareRun run = ((MapChange.Retire) change).run();
    return new Entry(0, target(run.sector(), run.count()), about(run.spare(), RETIRED, 0));
  }

  private static long target(long spareSector, int count) {
    return spareSector | (long) count << 48;
  }

  private static long about(int spare, int state, int reason) {
    return (long) spare << 48 | (long) state << 56 | (long) reason << 60;
  }

  int count() {
    return (int) (target >>> 48);
  }

  long spareSector() {
    return target & SPARE_SECTOR_MASK;
  }

  int state() {
    return (int) (about >>> 56) & 0xF;
  }

  int spare() {
    return (int) (about >>> 48) & 0xFF;
  }

  boolean isRun() {
    return state() >= 1 && state() <= 4;
  }

  /** The run that this entry says. */
  MapRun run() {
    return new MapRun(
        lba,
        count(),
        SectorState.ofCode(state()),
        spare(),
        spareSector(),
        RemapReason.ofCode((int) (about >>> 60)),
        about & 0xFFFF_FFFFL,
        (int) (about >>> 32) & 0xFFFF);
  }

  /** The part of this change between two of its sectors. */
  Entry slice(int from, int to) {
    boolean hasSlot = state() == RETIRED || (isRun() && SectorState.ofCode(state()).hasSlot());
    long first = state() == RETIRED ? lba : lba + from;
    return new Entry(first, target(hasSlot ? spareSector() + from : 0, to - from), about);
  }

  SpareRun retired() {
    return new SpareRun(spare(), spareSector(), count());
  }
}

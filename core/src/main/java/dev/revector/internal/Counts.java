package dev.revector.internal;

import dev.revector.MapRun;

/**
 * What the map holds.
 *
 * @param runs all runs
 * @param runsWithSlot runs with a slot
 * @param mapped sectors with data in a slot
 * @param pending sectors that can't be read but may be again, with and without slot
 * @param lost sectors whose slot has no data
 */
record Counts(long runs, long runsWithSlot, long mapped, long pending, long lost) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  /** Adds up. */
  static final class Sum {
    private long runs;
    private long runsWithSlot;
    private long mapped;
    private long pending;
    private long lost;

    Sum(Counts start) {
      runs = start.runs;
      runsWithSlot = start.runsWithSlot;
      mapped = start.mapped;
      pending = start.pending;
      lost = start.lost;
    }

    /** Counts a run in when {@code sign} is 1, out when it is -1. */
    void add(MapRun run, int sign) {
      long sectors = (long) sign * run.count();
      runs += sign;
      runsWithSlot += run.state().hasSlot() ? sign : 0;
      switch (run.state()) {
        case MAPPED -> mapped += sectors;
        case LOST -> lost += sectors;
        case PENDING, MAPPED_PENDING -> pending += sectors;
      }
    }

    Counts counts() {
      return new Counts(runs, runsWithSlot, mapped, pending, lost);
    }
  }
}

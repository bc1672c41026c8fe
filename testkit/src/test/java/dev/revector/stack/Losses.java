package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.util.List;
import java.util.Random;

/** Loses whole metadata copies. */
final class Losses {
  private static final byte[] NOISE = noise();

  /** A way to lose a copy. */
  enum Kind {
    /** Its bytes become noise. */
    NOISE,
    /** It can't be read until it is written. */
    UNREADABLE,
    /** It can't be read until the power is off and on again. */
    PASSING
  }

  private Losses() {}

  private static byte[] noise() {
    byte[] bytes = new byte[1 << 16];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** Loses those copies, by bit. */
  static void lose(SimulatedDisk spare, List<List<Extent>> copies, int set, Kind kind) {
    for (int copy = 0; copy < copies.size(); copy++) {
      if ((set >>> copy & 1) == 1) {
        for (Extent extent : copies.get(copy)) {
          lose(spare, extent, kind);
        }
      }
    }
  }

  private static void lose(SimulatedDisk spare, Extent extent, Kind kind) {
    switch (kind) {
      case UNREADABLE -> spare.faults().failUntilWritten(extent.first(), extent.count());
      case PASSING ->
          spare.faults().failTimes(Access.READ, extent.first(), extent.count(), 1 << 20);
      case NOISE -> {
        byte[] bytes = new byte[(int) extent.count() * Stamp.BYTES];
        for (int at = 0; at < bytes.length; at += NOISE.length) {
          System.arraycopy(NOISE, 0, bytes, at, Math.min(NOISE.length, bytes.length - at));
        }
        spare.poke(extent.first(), bytes);
      }
    }
  }
}

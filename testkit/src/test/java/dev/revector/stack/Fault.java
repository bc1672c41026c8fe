package dev.revector.stack;

import java.util.EnumSet;
import java.util.Set;

/** The faults that a simulation may let happen, each by itself. */
enum Fault {
  /** Main refuses to write a sector for good. */
  MAIN_WRITE,
  /** Main refuses to write a sector a few times. */
  MAIN_WRITE_PASSING,
  /** Main can't read a sector again, written or not. */
  MAIN_READ,
  /** Main can't read a sector until it is written. */
  MAIN_READ_CURABLE,
  /** Main can't read a sector a few times. */
  MAIN_READ_PASSING,
  /** Main neither reads nor writes a sector. */
  MAIN_DEAD,
  /** A slot refuses to be written. */
  SLOT_WRITE,
  /** A slot in use can't be read until it is written. */
  SLOT_READ,
  /** A flush fails, and forgets a part of what was pending, or nothing. */
  FLUSH,
  /** A device goes away, and is back for the request after the one that met it. */
  GONE,
  /** Blocks of metadata rot or can't be read while the pair is closed. */
  METADATA_AT_REST,
  /** The same while it is open, in as many copies as may be lost when the power is cut. */
  METADATA_OPEN,
  /** A copy refuses to be written. */
  METADATA_WRITE,
  /** A copy loses a write, or puts it in another block of the copy. */
  METADATA_LOST,
  /** The power is cut. */
  CUT,
  /** Cut sectors and blocks are torn. */
  TORN;

  /** Faults that a run of this seed has: about half of them. */
  static Set<Fault> some(java.util.Random random) {
    EnumSet<Fault> some = EnumSet.noneOf(Fault.class);
    for (Fault fault : values()) {
      if (random.nextBoolean()) {
        some.add(fault);
      }
    }
    return some;
  }
}

package dev.revector.nbd;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * By when the peer must have sent or taken something; one thread sets it, the watchdog looks. What
 * is longer than {@link #PIECE} has that time for each piece: so the peer has to move on, but may
 * be slow.
 */
final class Deadline {
  /** Most bytes for which it is set, about. */
  static final int PIECE = 1 << 20;

  private static final long NONE = Long.MIN_VALUE;

  private final LongSupplier clock;
  private final long graceNanos;
  private volatile long at = NONE;

  /**
   * Sets nothing yet.
   *
   * @param clock a clock in nanoseconds, of arbitrary origin
   */
  Deadline(LongSupplier clock, long graceNanos) {
    this.clock = clock;
    this.graceNanos = graceNanos;
  }

  /** A duration in nanoseconds; one that is too long for them is as long as can be. */
  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** A message, or the next piece of it, begins now. */
  void begin() {
    at = Math.max(NONE + 1, clock.getAsLong() + graceNanos);
  }

  /** The message is through. */
  void end() {
    at = NONE;
  }

  boolean expired() {
    long when = at;
    return when != NONE && clock.getAsLong() - when > 0;
  }
}

package dev.revector.nbd;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * By when the peer must have sent or taken something; one thread sets it, the watchdog looks. A
 * message has {@code graceNanos} and one second more for each MiB of it, however slowly its bytes
 * come.
 */
final class Deadline {
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

  /** A message of so many bytes begins now. */
  void begin(long bytes) {
    long nanos = graceNanos + (bytes >> 20) * TimeUnit.SECONDS.toNanos(1);
    at = Math.max(NONE + 1, clock.getAsLong() + nanos);
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

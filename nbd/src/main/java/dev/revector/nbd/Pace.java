package dev.revector.nbd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Guesses whether a request will be quick, from how long those before it took. Reads and writes are
 * guessed apart. Any thread may use it; an update that is lost to another does no harm.
 */
final class Pace {
  /** To wake another thread costs about this much. */
  private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(60);

  /** A longer one is worth another thread in any case. */
  private static final int SMALL = 64 << 10;

  /** So that one outlier does not count as the rule. */
  private static final long OUTLIER_NANOS = 10 * QUICK_NANOS;

  private final AtomicLong readNanos = new AtomicLong(QUICK_NANOS);
  private final AtomicLong writeNanos = new AtomicLong(QUICK_NANOS);

  boolean isQuick(Request request) {
    return switch (request.command()) {
      case Protocol.CMD_READ -> request.length() <= SMALL && readNanos.get() < QUICK_NANOS;
      case Protocol.CMD_WRITE ->
          request.length() <= SMALL
              && !request.has(Protocol.FLAG_FUA)
              && writeNanos.get() < QUICK_NANOS;
      default -> request.refusal() != 0;
    };
  }

  /** Takes note of a request that was served. */
  void served(Request request, long nanos) {
    if (request.length() > SMALL || request.refusal() != 0) {
      return;
    }
    if (request.command() == Protocol.CMD_READ) {
      note(readNanos, nanos);
    } else if (request.command() == Protocol.CMD_WRITE && !request.has(Protocol.FLAG_FUA)) {
      note(writeNanos, nanos);
    }
  }

  private static void note(AtomicLong average, long nanos) {
    long before = average.get();
    average.set(before + (Math.min(nanos, OUTLIER_NANOS) - before) / 8);
  }
}

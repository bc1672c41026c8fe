package dev.revector.devices.linux;

import java.util.function.LongSupplier;

/**
 * Makes calls again that a signal interrupted, and for a while those that the system was too busy
 * for. Not for flushes: what one that failed has written nobody knows.
 */
final class Retry {
  /** How long to go on when the system says that it is busy: that many pauses of 1 ms. */
  static final int BUSY_TRIES = 1000;

  private Retry() {}

  /** True when a call with this result is to be made again. */
  static boolean isDue(long result) {
    return result == -Errno.EINTR || result == -Errno.EAGAIN;
  }

  /**
   * Makes a call until it neither was interrupted nor found the system busy.
   *
   * @param call a call that returns the negated error number when it fails
   * @param pause waits 1 ms
   */
  static long run(LongSupplier call, Runnable pause) {
    int busy = 0;
    while (true) {
      long result = call.getAsLong();
      boolean gaveUp = result == -Errno.EAGAIN && busy == BUSY_TRIES;
      if (!isDue(result) || gaveUp) {
        return result;
      }
      if (result == -Errno.EAGAIN) {
        busy++;
        pause.run();
      }
    }
  }
}

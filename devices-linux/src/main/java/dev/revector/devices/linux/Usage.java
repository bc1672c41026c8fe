package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests under way, so that a file number is closed only when nobody uses it: the
 * system gives a free number to the next file that is opened. Without lock and allocation.
 */
final class Usage {
  private static final int CLOSED = 1 << 30;

  private final String path;
  private final AtomicInteger state = new AtomicInteger();
  private final CountDownLatch drained = new CountDownLatch(1);

  Usage(String path) {
    this.path = path;
  }

  /**
   * Begins a request; {@link #exit} must follow.
   *
   * @throws BlockDeviceException if the device is closed
   */
  void enter() throws BlockDeviceException {
    if (state.getAndIncrement() >= CLOSED) {
      exit();
      throw new BlockDeviceException("device is closed: path=" + path);
    }
  }

  /** Ends a request. */
  void exit() {
    if (state.decrementAndGet() == CLOSED) {
      drained.countDown();
    }
  }

  /** Refuses further requests and waits for those under way; false if it was closed already. */
  boolean close() {
    int before = state.getAndUpdate(old -> old | CLOSED);
    if (before >= CLOSED) {
      return false;
    }
    boolean interrupted = false;
    while (before != 0) {
      try {
        drained.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}

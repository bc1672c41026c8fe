package dev.revector.devices.linux;

import java.util.concurrent.locks.LockSupport;

/**
 * Pauses between attempts. An interrupt ends no more than the pause that it meets: the thread is
 * interrupted again when its patience is closed. For one thread.
 */
final class Patience implements AutoCloseable {
  private final long pauseNanos;
  private boolean interrupted;

  Patience(long pauseNanos) {
    this.pauseNanos = pauseNanos;
  }

  /** Waits for a moment. */
  void pause() {
    // Else all pauses would be over at once, and with them the patience.
    interrupted |= Thread.interrupted();
    LockSupport.parkNanos(pauseNanos);
  }

  @Override
  public void close() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

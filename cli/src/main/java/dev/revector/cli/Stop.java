package dev.revector.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns SIGTERM and SIGINT into an orderly end with an exit code of our own. Java would exit with
 * 143 or 130, so the process is halted once the command has said that it is done.
 */
final class Stop implements AutoCloseable {
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "stop");
  private volatile int code = ExitCode.IO_ERROR;

  Stop() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    wanted.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      return; // nobody interrupts it; then Java's own exit code has to do
    }
    Runtime.getRuntime().halt(code);
  }

  /** Waits for a signal, or until this thread is interrupted. */
  void await() {
    try {
      wanted.await();
    } catch (InterruptedException e) {
      wanted.countDown();
    }
  }

  /** True when the process is to end. */
  boolean asked() {
    return wanted.getCount() == 0;
  }

  /** All is closed and said; exits with this code if a signal asked for it. */
  void done(int exitCode) {
    code = exitCode;
    done.countDown();
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, by this hook.
    }
  }
}

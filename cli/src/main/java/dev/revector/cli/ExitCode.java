package dev.revector.cli;

/** What the exit codes of every command mean. */
final class ExitCode {
  static final int OK = 0;
  static final int USAGE = 1;

  /** A device is absent, locked by another process, or too small. */
  static final int CANNOT_OPEN = 2;

  /** A device is foreign, swapped or shrunk, or holds something already. */
  static final int WRONG_DEVICE = 3;

  /** Pending sectors, degraded copies, damaged but opened. */
  static final int ATTENTION = 4;

  /** Data is lost or spares are exhausted. */
  static final int LOST = 5;

  static final int METADATA_DAMAGED = 6;
  static final int IO_ERROR = 7;

  private ExitCode() {}
}

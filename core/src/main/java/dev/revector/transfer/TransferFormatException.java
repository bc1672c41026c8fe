package dev.revector.transfer;

import dev.revector.BlockDeviceException;

/**
 * A file is not what it should be. The message names the kind of file, the line and the reason.
 *
 * @since 0.1
 */
public final class TransferFormatException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  private final long line;

  /** An error at a line, counted from 1. */
  public TransferFormatException(String kind, long line, String reason) {
    super("malformed " + kind + ": line=" + line + ", " + reason);
    this.line = line;
  }

  /** The line that is wrong, counted from 1; the last one if something is missing at the end. */
  public long line() {
    return line;
  }
}

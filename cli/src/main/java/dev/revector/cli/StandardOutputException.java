package dev.revector.cli;

import java.io.IOException;

/** Standard output takes no more: the reader went away, or its disk is full. */
final class StandardOutputException extends IOException {
  private static final long serialVersionUID = 1L;

  StandardOutputException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}

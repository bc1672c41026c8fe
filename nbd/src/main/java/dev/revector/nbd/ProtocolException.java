package dev.revector.nbd;

import java.io.IOException;

/** The peer broke the protocol in a way that leaves no way to go on. */
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}

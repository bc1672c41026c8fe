package dev.revector.placement;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Checks of error messages. */
final class Messages {
  private Messages() {}

  static void assertSays(Throwable thrown, String words) {
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains(words), () -> "'" + words + "' is missing in: " + message);
  }
}

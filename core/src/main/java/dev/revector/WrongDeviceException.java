package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * This is not the device that was expected: foreign, swapped, shrunk, overlapping its partner, or
 * holding something already. The message names what was expected and what was found.
 *
 * @since 0.1
 */
public class WrongDeviceException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public WrongDeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public WrongDeviceException(String message) {
    super(message);
  }
}

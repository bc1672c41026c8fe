package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * The metadata was written by a newer version and needs a feature that this one does not know; the
 * message names it.
 *
 * @since 0.1
 */
public class UnsupportedFormatException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public UnsupportedFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public UnsupportedFormatException(String message) {
    super(message);
  }
}

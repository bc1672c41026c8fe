package dev.revector;

/**
 * The metadata was written by a newer version and needs a feature that this one does not know; the
 * message names it.
 *
 * @since 0.1
 */
public class UnsupportedFormatException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  public UnsupportedFormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public UnsupportedFormatException(String message) {
    super(message);
  }
}

package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * A write to a device, or a pair, that is open for reading only.
 *
 * @since 0.1
 */
public class ReadOnlyDeviceException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public ReadOnlyDeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public ReadOnlyDeviceException(String message) {
    super(message);
  }
}

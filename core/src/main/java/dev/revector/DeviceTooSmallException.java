package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * The device is too small for what it shall hold; the message names the size that would do.
 *
 * @since 0.1
 */
public class DeviceTooSmallException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public DeviceTooSmallException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public DeviceTooSmallException(String message) {
    super(message);
  }
}

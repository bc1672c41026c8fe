package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * The device is gone (unplugged, dead); no request to it will succeed any more.
 *
 * @since 0.1
 */
public class DeviceGoneException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public DeviceGoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public DeviceGoneException(String message) {
    super(message);
  }
}

package dev.revector;

/**
 * The device is gone (unplugged, dead); no request to it will succeed any more.
 *
 * @since 0.1
 */
public class DeviceGoneException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  public DeviceGoneException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public DeviceGoneException(String message) {
    super(message);
  }
}

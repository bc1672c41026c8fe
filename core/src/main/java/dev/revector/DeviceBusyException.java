package dev.revector;

/**
 * The device is open for writing elsewhere, in this process or another.
 *
 * @since 0.1
 */
public class DeviceBusyException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  public DeviceBusyException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public DeviceBusyException(String message) {
    super(message);
  }
}

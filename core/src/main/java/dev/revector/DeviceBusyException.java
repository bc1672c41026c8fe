package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * The device is open for writing elsewhere, in this process or another.
 *
 * @since 0.1
 */
public class DeviceBusyException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public DeviceBusyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public DeviceBusyException(String message) {
    super(message);
  }
}

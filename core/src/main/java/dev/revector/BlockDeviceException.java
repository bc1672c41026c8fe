package dev.revector;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request to a device failed. The base of all errors of this library that are not programming
 * errors; of itself it says nothing about a sector.
 *
 * @since 0.1
 */
public class BlockDeviceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public BlockDeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public BlockDeviceException(String message) {
    super(message);
  }
}

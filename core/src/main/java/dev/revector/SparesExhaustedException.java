package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * There is no spare slot, or no room in the metadata, for one more remap. Nothing was changed; the
 * cause is the error that made a spare necessary.
 *
 * @since 0.1
 */
public class SparesExhaustedException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public SparesExhaustedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public SparesExhaustedException(String message) {
    super(message);
  }
}

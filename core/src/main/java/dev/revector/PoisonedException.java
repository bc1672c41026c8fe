package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * A flush failed earlier, so what had been written since the flush before it is in doubt. Writes
 * and flushes fail until the pair is opened again; reads go on.
 *
 * @since 0.1
 */
public class PoisonedException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public PoisonedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public PoisonedException(String message) {
    super(message);
  }
}

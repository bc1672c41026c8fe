package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * The medium could not read or write a sector. The bad sectors lie in {@link #extent()}, but not
 * every sector of it need be bad.
 *
 * @since 0.1
 */
public class MediumException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  private final transient Extent extent;

  /** A medium error somewhere in {@code extent}; {@code cause} may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public MediumException(String message, Extent extent, @Nullable Throwable cause) {
    super(message, cause);
    this.extent = extent;
  }

  /** The sectors of the request that failed. */
  public Extent extent() {
    return extent;
  }
}

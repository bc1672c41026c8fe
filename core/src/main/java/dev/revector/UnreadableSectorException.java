package dev.revector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sectors have no readable data. Unlike a plain {@link MediumException} it names exactly the bad
 * ones: every other sector of the request is readable.
 *
 * @since 0.1
 */
public class UnreadableSectorException extends MediumException {
  private static final long serialVersionUID = 1L;

  private final transient List<Extent> sectors;

  /** The bad sectors in ascending order, at least one; {@code cause} may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public UnreadableSectorException(
      String message, List<Extent> sectors, @Nullable Throwable cause) {
    super(
        message,
        new Extent(
            sectors.get(0).first(), sectors.get(sectors.size() - 1).end() - sectors.get(0).first()),
        cause);
    this.sectors = List.copyOf(sectors);
  }

  /** Exactly the bad sectors, in ascending order. */
  public List<Extent> sectors() {
    return sectors;
  }
}

package dev.revector.testkit;

/**
 * A request to a {@link SimulatedDisk}.
 *
 * @param kind what was asked for
 * @param lba first sector, 0 for a flush
 * @param count number of sectors, 0 for a flush
 * @since 0.1
 */
public record Operation(Kind kind, long lba, long count) {

  /** What a request asks for. */
  public enum Kind {
    /** A read. */
    READ,
    /** A write. */
    WRITE,
    /** A write of zeros that carries no data. */
    WRITE_ZEROES,
    /** A flush. */
    FLUSH,
    /** A discard. */
    DISCARD
  }
}

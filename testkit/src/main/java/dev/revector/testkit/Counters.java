package dev.revector.testkit;

/**
 * What a {@link SimulatedDisk} was asked to do; failed requests count too, those refused because
 * the disk is closed or gone do not.
 *
 * @param reads read requests
 * @param writes write requests, those of zeros included
 * @param flushes flush requests
 * @param discards discard requests
 * @param sectorsRead sectors of all read requests
 * @param sectorsWritten sectors of all write requests
 * @since 0.1
 */
public record Counters(
    long reads, long writes, long flushes, long discards, long sectorsRead, long sectorsWritten) {

  static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0);

  /** All requests together. */
  public long operations() {
    return reads + writes + flushes + discards;
  }

  Counters plus(Operation operation) {
    long count = operation.count();
    return switch (operation.kind()) {
      case READ ->
          new Counters(reads + 1, writes, flushes, discards, sectorsRead + count, sectorsWritten);
      case WRITE, WRITE_ZEROES ->
          new Counters(reads, writes + 1, flushes, discards, sectorsRead, sectorsWritten + count);
      case FLUSH -> new Counters(reads, writes, flushes + 1, discards, sectorsRead, sectorsWritten);
      case DISCARD ->
          new Counters(reads, writes, flushes, discards + 1, sectorsRead, sectorsWritten);
    };
  }
}

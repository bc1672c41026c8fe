package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Discards and zeros. A discard reaches only healthy sectors, and neither cures nor unmaps any;
 * zeros are a write like any other, by main's own means where the sectors are healthy.
 */
final class Blanks {
  private final Parts parts;
  private final WritePath writes;

  Blanks(Parts parts, WritePath writes) {
    this.parts = parts;
    this.writes = writes;
  }

  /** See {@link dev.revector.BlockDevice#discard}; {@code count} is at least 1. */
  void discard(long lba, long count) throws IOException {
    parts.gate().checkWritable();
    if (parts.needMain().device().capabilities().discard()
        && !onMain(lba, count, parts.needMain()::discard)) {
      try (Section section = Section.of(parts, lba, count)) {
        section.checkWritable();
        for (Segments part = parts.table().segments(lba, lba + count); part.next(); ) {
          if (part.isClear()) {
            parts.needMain().discard(part.from(), part.count());
          }
        }
      }
    }
  }

  /** See {@link dev.revector.BlockDevice#writeZeroes}; {@code count} is at least 1. */
  void writeZeroes(long lba, long count) throws IOException {
    parts.gate().checkWritable();
    long end = lba + count;
    int most = parts.units().sectorsPerBatch();
    ByteBuffer zeros = null;
    for (long from = lba; from < end; ) {
      long done = zeroed(from, end, most);
      if (done == 0) {
        int length = (int) Math.min(most, end - from);
        if (zeros == null) {
          zeros = ByteBuffer.allocate(length * parts.units().sectorSize());
        }
        writes.write(from, length, zeros.slice(0, length * parts.units().sectorSize()));
        done = length;
      }
      from += done;
    }
  }

  /**
   * Zeros healthy sectors from {@code from} on by main's own means, half as many each time that
   * main refuses; returns how many, 0 when not even {@code least} of them could be.
   */
  private long zeroed(long from, long end, int least) throws IOException {
    MapRun run = parts.table().next(from);
    long count = run == null ? end - from : Math.min(end, run.lba()) - from;
    while (count > 0) {
      if (zeroed(from, count)) {
        return count;
      }
      count = count > least ? count / 2 : 0;
    }
    return 0;
  }

  private boolean zeroed(long lba, long count) throws IOException {
    try {
      return onMain(lba, count, parts.needMain()::writeZeroes);
    } catch (MediumException e) {
      return false;
    }
  }

  private interface Request {
    void run(long lba, long count) throws IOException;
  }

  /** Runs a request on main without a lock; false if a sector of it is not healthy. */
  private boolean onMain(long lba, long count, Request request) throws IOException {
    int cell = parts.inFlight().enter();
    try {
      parts.gate().checkWritable();
      if (parts.gate().isBarred(lba, count) || !parts.table().isClear(lba, count)) {
        return false;
      }
      request.run(lba, count);
      return true;
    } finally {
      parts.inFlight().exit(cell);
    }
  }
}

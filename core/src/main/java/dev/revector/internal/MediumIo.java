package dev.revector.internal;

import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pieces of a request that the medium refuses: halves what fails until a piece lies
 * within one leaf, and tries that again before giving it up. Only the leaves are retried; a
 * transient error of a larger piece is healed by its halves.
 */
final class MediumIo {
  private final int sectorSize;
  private final int leaf;
  private final int retries;

  /** A request to a device. */
  interface Request {
    void run(long lba, ByteBuffer piece) throws IOException;
  }

  /** Takes a piece that failed for good, or held; pieces come in ascending order. */
  interface Piece {
    void take(long lba, int count, MediumException cause);
  }

  /** Pieces no smaller than {@code leaf} sectors and aligned to them. */
  MediumIo(int sectorSize, int leaf, int retries) {
    this.sectorSize = sectorSize;
    this.leaf = leaf;
    this.retries = retries;
  }

  /**
   * Runs the request for the sectors from {@code lba} on, over all of {@code buffer} between
   * position and limit, which stay as they are.
   *
   * @param known the error of an attempt at the whole that the caller made already, or null
   */
  void run(Request request, long lba, ByteBuffer buffer, @Nullable MediumException known, Piece bad)
      throws IOException {
    run(request, lba, buffer, buffer.position(), buffer.remaining() / sectorSize, known, bad);
  }

  private void run(
      Request request,
      long lba,
      ByteBuffer buffer,
      int offset,
      int count,
      @Nullable MediumException known,
      Piece bad)
      throws IOException {
    MediumException failed = known;
    if (failed == null) {
      failed = attempt(request, lba, buffer, offset, count);
    }
    long middle = middle(lba, count);
    if (middle == lba) {
      for (int i = 0; failed != null && i < retries; i++) {
        failed = attempt(request, lba, buffer, offset, count);
      }
      if (failed != null) {
        bad.take(lba, count, failed);
      }
    } else if (failed != null) {
      int half = (int) (middle - lba);
      run(request, lba, buffer, offset, half, null, bad);
      run(request, middle, buffer, offset + half * sectorSize, count - half, null, bad);
    }
  }

  private @Nullable MediumException attempt(
      Request request, long lba, ByteBuffer buffer, int offset, int count) throws IOException {
    try {
      request.run(lba, buffer.slice(offset, count * sectorSize));
      return null;
    } catch (MediumException e) {
      return e;
    }
  }

  /** Where to cut: a multiple of the leaf near the middle; {@code lba} when it is one leaf. */
  private long middle(long lba, int count) {
    long firstCut = lba - lba % leaf + leaf;
    if (firstCut >= lba + count) {
      return lba;
    }
    long wanted = lba + count / 2;
    return Math.max(firstCut, wanted - wanted % leaf);
  }
}

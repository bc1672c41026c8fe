package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Memory for the data of one request, from the {@link BufferPool}. It belongs to one thread at a
 * time, and nobody may touch the pieces after {@link #close}.
 */
final class Lease implements AutoCloseable {
  private final BufferPool pool;
  private final List<ByteBuffer> pieces;
  private final int bytes;
  private final int permits;
  private final Semaphore share;
  private boolean closed;

  Lease(BufferPool pool, List<ByteBuffer> pieces, int bytes, int permits, Semaphore share) {
    this.pool = pool;
    this.pieces = pieces;
    this.bytes = bytes;
    this.permits = permits;
    this.share = share;
  }

  /** Buffers that make up the data; each but the last holds {@link BufferPool#LARGEST} bytes. */
  List<ByteBuffer> pieces() {
    return pieces;
  }

  int bytes() {
    return bytes;
  }

  /** Gives the memory back; doing so twice changes nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pool.end(pieces, permits, share);
    }
  }
}

package dev.revector.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests, each whole and with the memory that it needs, so that what begins can end. Not
 * thread-safe: the thread that holds the reading role uses it.
 */
final class Requests {
  private final Input input;
  private final Rules rules;
  private final Session session;
  private final BufferPool pool;
  private final Semaphore share;
  private final Runnable beforeWait;

  /**
   * Reads from {@code input}.
   *
   * @param share this connection's bound on memory
   * @param beforeWait called before a wait for memory or for the peer
   */
  Requests(
      Input input,
      Rules rules,
      Session session,
      BufferPool pool,
      Semaphore share,
      Runnable beforeWait) {
    this.input = input;
    this.rules = rules;
    this.session = session;
    this.pool = pool;
    this.share = share;
    this.beforeWait = beforeWait;
  }

  /** True when the next request's header is there without waiting. */
  boolean isReady() {
    return input.buffered() >= Protocol.REQUEST_BYTES;
  }

  /** Waits for the next request; null when the client said or made it the end. */
  @Nullable Request next() throws IOException {
    if (!isReady()) {
      beforeWait.run();
    }
    if (!input.await(Protocol.REQUEST_BYTES)) {
      return null;
    }
    Request request = Request.parse(input.header());
    if (request.command() == Protocol.CMD_DISC) {
      return null;
    }
    int refusal = rules.refusal(request, session);
    if (request.command() == Protocol.CMD_WRITE) {
      return write(request, refusal);
    }
    if (refusal != 0) {
      return request.refused(refusal);
    }
    if (request.command() == Protocol.CMD_READ) {
      Lease room = memory((int) request.length());
      return room == null ? request.refused(Protocol.ENOMEM) : request.with(room);
    }
    return request;
  }

  private Request write(Request request, int refusal) throws IOException {
    if (request.length() > Protocol.MAX_PAYLOAD) {
      throw new ProtocolException(
          "write is too long: bytes="
              + request.length()
              + ", expected at most="
              + Protocol.MAX_PAYLOAD);
    }
    Lease data = refusal == 0 ? memory((int) request.length()) : null;
    if (data == null) {
      input.skip(request.length());
      return request.refused(refusal == 0 ? Protocol.ENOMEM : refusal);
    }
    boolean whole = false;
    try {
      input.readFully(data.pieces());
      data.pieces().forEach(ByteBuffer::flip);
      whole = true;
      return request.with(data);
    } finally {
      if (!whole) {
        data.close();
      }
    }
  }

  /** Waits for memory that others use; null if the system has none to give. */
  private @Nullable Lease memory(int bytes) {
    Lease lease = null;
    for (int attempt = 0; lease == null && attempt < 2; attempt++) {
      try {
        lease = pool.tryTake(bytes, share);
        if (lease == null) {
          beforeWait.run();
          lease = pool.take(bytes, share);
        }
      } catch (OutOfMemoryError e) {
        pool.forget(); // idle pieces of another size may be what is missing
      }
    }
    return lease;
  }
}

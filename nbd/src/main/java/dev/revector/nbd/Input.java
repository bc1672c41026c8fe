package dev.revector.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the peer sends, buffered: one read of the socket often brings several requests.
 *
 * <p>A message that has begun must end in time; the wait for its first byte has no limit, unless
 * the owner sets the deadline itself. Not thread-safe: the thread that holds the reading role uses
 * it.
 */
final class Input {
  private static final int CAPACITY = 64 << 10;

  /** A smaller rest is read through the buffer, for the next header most likely comes with it. */
  private static final int SMALL = 16 << 10;

  private final Wire wire;
  private final Deadline deadline;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).limit(0);

  Input(Wire wire, Deadline deadline) {
    this.wire = wire;
    this.deadline = deadline;
  }

  /** Bytes that are there without waiting. */
  int buffered() {
    return buffer.remaining();
  }

  /**
   * Waits for a message's first {@code count} bytes, at most the buffer's size, which {@link
   * #header} then gives.
   *
   * @return false if the peer ended the connection between two messages
   */
  boolean await(int count) throws IOException {
    if (buffer.remaining() >= count) {
      return true;
    }
    if (!buffer.hasRemaining() && !fill()) {
      return false;
    }
    if (buffer.remaining() < count) {
      deadline.begin();
      while (buffer.remaining() < count) {
        needFill();
      }
      deadline.end();
    }
    return true;
  }

  /** The bytes that were waited for; the caller moves the position over what it takes. */
  ByteBuffer header() {
    return buffer;
  }

  /** Fills the buffers, each at most a {@link Deadline#PIECE}. */
  void readFully(List<ByteBuffer> targets) throws IOException {
    for (ByteBuffer target : targets) {
      if (buffer.remaining() < target.remaining()) {
        deadline.begin();
      }
      readFully(target);
    }
    deadline.end();
  }

  private void readFully(ByteBuffer target) throws IOException {
    while (true) {
      int length = Math.min(target.remaining(), buffer.remaining());
      target.put(target.position(), buffer, buffer.position(), length);
      target.position(target.position() + length);
      buffer.position(buffer.position() + length);
      if (!target.hasRemaining()) {
        return;
      }
      if (target.remaining() < SMALL) {
        needFill();
      } else if (wire.read(target) < 0) {
        throw cut();
      }
    }
  }

  /** Reads past {@code count} bytes. */
  void skip(long count) throws IOException {
    long sinceBegun = Deadline.PIECE;
    for (long left = count; left > 0; ) {
      if (sinceBegun >= Deadline.PIECE) {
        deadline.begin();
        sinceBegun = 0;
      }
      if (!buffer.hasRemaining()) {
        needFill();
      }
      int length = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + length);
      left -= length;
      sinceBegun += length;
    }
    deadline.end();
  }

  private void needFill() throws IOException {
    if (!fill()) {
      throw cut();
    }
  }

  private boolean fill() throws IOException {
    buffer.compact();
    try {
      return wire.read(buffer) >= 0;
    } finally {
      buffer.flip();
    }
  }

  /** There is nothing left to wait for. */
  private EOFException cut() {
    deadline.end();
    return new EOFException("the peer ended the connection in the middle of a message");
  }
}

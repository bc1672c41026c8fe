package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes replies, simple or structured as the session has it. Pure. */
final class Replies {
  private static final int SIMPLE_BYTES = 16;
  private static final int CHUNK_BYTES = 20;

  private final boolean structured;

  Replies(boolean structured) {
    this.structured = structured;
  }

  /** Success of anything but a read or a block status. */
  Reply done(Request request) {
    return new Reply(List.of(simple(request, 0)), null);
  }

  /** All data of a read. */
  Reply data(Request request, Lease data) {
    List<ByteBuffer> parts = new ArrayList<>();
    if (!structured) {
      parts.add(simple(request, 0));
      data.pieces().forEach(parts::add);
    } else if (request.has(Protocol.FLAG_DF)) {
      parts.add(dataChunk(request, Protocol.CHUNK_DONE, request.offset(), data.bytes()));
      data.pieces().forEach(parts::add);
    } else {
      new DataChunks(this, request, parts).add(data.pieces(), true);
    }
    return new Reply(parts, data);
  }

  /**
   * A read that failed: what was read before the error, if the client can be told, then the error.
   *
   * @param read the data up to the error, all flipped
   * @param at offset of the first byte that can't be read
   */
  Reply failedRead(Request request, Lease data, List<ByteBuffer> read, int error, long at) {
    List<ByteBuffer> parts = new ArrayList<>();
    if (!structured) {
      parts.add(simple(request, error));
      return new Reply(parts, data);
    }
    if (!request.has(Protocol.FLAG_DF) && !read.isEmpty()) {
      new DataChunks(this, request, parts).add(read, false);
    }
    parts.add(errorAt(request, error, at));
    return new Reply(parts, data);
  }

  /** An error without a place. */
  Reply failed(Request request, int error, String text) {
    if (!structured) {
      return new Reply(List.of(simple(request, error)), null);
    }
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer chunk =
        chunk(request, Protocol.CHUNK_DONE, Protocol.CHUNK_ERROR, 6 + message.length, 0);
    chunk.putInt(error).putShort((short) message.length).put(message);
    return new Reply(List.of(chunk.flip()), null);
  }

  private ByteBuffer errorAt(Request request, int error, long at) {
    byte[] message = ("unreadable from byte " + at).getBytes(StandardCharsets.UTF_8);
    int length = 6 + message.length + Long.BYTES;
    ByteBuffer chunk = chunk(request, Protocol.CHUNK_DONE, Protocol.CHUNK_ERROR_OFFSET, length, 0);
    chunk.putInt(error).putShort((short) message.length).put(message).putLong(at);
    return chunk.flip();
  }

  /** A block status: for each context its number and its extents. */
  Reply status(Request request, List<Integer> contexts, List<List<StateExtent>> extents) {
    List<ByteBuffer> parts = new ArrayList<>();
    for (int i = 0; i < contexts.size(); i++) {
      int flags = i == contexts.size() - 1 ? Protocol.CHUNK_DONE : 0;
      List<StateExtent> list = extents.get(i);
      ByteBuffer chunk = chunk(request, flags, Protocol.CHUNK_BLOCK_STATUS, 4 + 8 * list.size(), 0);
      chunk.putInt(contexts.get(i));
      list.forEach(extent -> chunk.putInt((int) extent.bytes()).putInt(extent.flags()));
      parts.add(chunk.flip());
    }
    return new Reply(parts, null);
  }

  ByteBuffer dataChunk(Request request, int flags, long offset, int bytes) {
    ByteBuffer chunk = chunk(request, flags, Protocol.CHUNK_OFFSET_DATA, Long.BYTES + bytes, bytes);
    return chunk.putLong(offset).flip();
  }

  ByteBuffer holeChunk(Request request, int flags, long offset, int bytes) {
    ByteBuffer chunk =
        chunk(request, flags, Protocol.CHUNK_OFFSET_HOLE, Long.BYTES + Integer.BYTES, 0);
    return chunk.putLong(offset).putInt(bytes).flip();
  }

  /** A chunk's header with room for its payload but the last {@code apart} bytes. */
  private static ByteBuffer chunk(Request request, int flags, int type, int length, int apart) {
    return ByteBuffer.allocate(CHUNK_BYTES + length - apart)
        .putInt(Protocol.STRUCTURED_REPLY_MAGIC)
        .putShort((short) flags)
        .putShort((short) type)
        .putLong(request.cookie())
        .putInt(length);
  }

  private static ByteBuffer simple(Request request, int error) {
    return ByteBuffer.allocate(SIMPLE_BYTES)
        .putInt(Protocol.SIMPLE_REPLY_MAGIC)
        .putInt(error)
        .putLong(request.cookie())
        .flip();
  }
}

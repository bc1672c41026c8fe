package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Splits the data of a structured read into chunks: parts of it that are all zeros are named, not
 * sent. Not thread-safe.
 */
final class DataChunks {
  /** What is looked at as one; smaller holes are not worth their headers. */
  private static final int GRAIN = 32 << 10;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(GRAIN).asReadOnlyBuffer();

  private final Replies replies;
  private final Request request;
  private final List<ByteBuffer> parts;
  private long offset;

  DataChunks(Replies replies, Request request, List<ByteBuffer> parts) {
    this.replies = replies;
    this.request = request;
    this.parts = parts;
    this.offset = request.offset();
  }

  /** Appends the chunks of these pieces; {@code last} if nothing follows them. */
  void add(List<ByteBuffer> pieces, boolean last) {
    for (int i = 0; i < pieces.size(); i++) {
      add(pieces.get(i), last && i == pieces.size() - 1);
    }
  }

  private void add(ByteBuffer piece, boolean last) {
    for (int from = piece.position(); from < piece.limit(); ) {
      boolean zero = isZero(piece, from);
      int to = next(piece, from);
      while (to < piece.limit() && isZero(piece, to) == zero) {
        to = next(piece, to);
      }
      int flags = last && to == piece.limit() ? Protocol.CHUNK_DONE : 0;
      if (zero) {
        parts.add(replies.holeChunk(request, flags, offset, to - from));
      } else {
        parts.add(replies.dataChunk(request, flags, offset, to - from));
        parts.add(piece.slice(from, to - from));
      }
      offset += to - from;
      from = to;
    }
  }

  private static int next(ByteBuffer piece, int from) {
    return Math.min(piece.limit(), from + GRAIN);
  }

  private static boolean isZero(ByteBuffer piece, int from) {
    int length = next(piece, from) - from;
    return piece.get(from) == 0 && piece.slice(from, length).equals(ZEROS.slice(0, length));
  }
}

package dev.revector.nbd;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param flags the command's flags
 * @param command its number
 * @param cookie what the client calls it
 * @param offset first byte
 * @param length number of bytes, 32 bits without sign
 * @param refusal 0, or the error that answers it unserved
 * @param data for a read room for the data, for a write the data, else null; belongs to this
 */
record Request(
    int flags,
    int command,
    long cookie,
    long offset,
    long length,
    int refusal,
    @Nullable Lease data) {

  /** Takes a header off the buffer. */
  static Request parse(ByteBuffer header) throws ProtocolException {
    int magic = header.getInt();
    if (magic != Protocol.REQUEST_MAGIC) {
      throw new ProtocolException("no request begins here: magic=" + Integer.toHexString(magic));
    }
    return new Request(
        Short.toUnsignedInt(header.getShort()),
        Short.toUnsignedInt(header.getShort()),
        header.getLong(),
        header.getLong(),
        Integer.toUnsignedLong(header.getInt()),
        0,
        null);
  }

  Request refused(int error) {
    return new Request(flags, command, cookie, offset, length, error, null);
  }

  Request with(Lease lease) {
    return new Request(flags, command, cookie, offset, length, refusal, lease);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Bytes of data that it carries or asks for. */
  int dataBytes() {
    return data == null ? 0 : data.bytes();
  }

  /** Gives back the memory of its data. */
  void release() {
    if (data != null) {
      data.close();
    }
  }
}

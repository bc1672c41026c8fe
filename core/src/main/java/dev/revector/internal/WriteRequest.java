package dev.revector.internal;

import java.nio.ByteBuffer;

/**
 * The sectors {@code [lba, end)} that a caller writes, and his data.
 *
 * @param data the caller's buffer; its position is the first byte of {@code lba} and stays
 */
record WriteRequest(long lba, long end, int sectorSize, ByteBuffer data) {

  static WriteRequest of(long lba, ByteBuffer data, int sectorSize) {
    return new WriteRequest(lba, lba + data.remaining() / sectorSize, sectorSize, data);
  }

  long count() {
    return end - lba;
  }

  /** The data of {@code [from, to)}, which lies inside. */
  ByteBuffer slice(long from, long to) {
    int offset = data.position() + (int) (from - lba) * sectorSize;
    return data.slice(offset, (int) (to - from) * sectorSize);
  }
}

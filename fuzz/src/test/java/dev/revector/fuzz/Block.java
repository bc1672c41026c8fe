package dev.revector.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Checksum and hash of a metadata block, from FORMAT.md alone. */
final class Block {
  static final int PAYLOAD = 40;
  private static final int AT_CRC = 28;

  private Block() {}

  static ByteBuffer of(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the block the checksum that its content needs. */
  static void seal(ByteBuffer block) {
    block.putInt(AT_CRC, 0);
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, block.capacity()));
    block.putInt(AT_CRC, (int) crc.getValue());
  }

  /** The hash by which other blocks name this one. */
  static long hash(ByteBuffer block) {
    int length = block.capacity() - PAYLOAD;
    CRC32C high = new CRC32C();
    high.update(block.slice(PAYLOAD, length));
    CRC32 low = new CRC32();
    low.update(block.slice(PAYLOAD, length));
    return high.getValue() << 32 | low.getValue();
  }
}

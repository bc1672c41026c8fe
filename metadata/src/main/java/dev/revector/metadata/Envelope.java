package dev.revector.metadata;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What every block begins with, and its checksum. The envelope says where the block belongs, so a
 * misdirected, foreign or superseded block is told from a right one; the payload is the same in all
 * copies.
 *
 * @param pair the pair, against blocks of another one
 * @param generation the layout, against blocks left from an older one
 */
record Envelope(UUID pair, int generation) {

  /**
   * Where a block stands: copy, spare and address in blocks, against misdirected reads and writes.
   */
  record Place(int copy, int spare, long address) {}

  /** Puts envelope and checksum around the payload that the block holds already. */
  void seal(ByteBuffer block, Format.BlockType type, Place place) {
    block.putInt(Format.AT_MAGIC, Format.MAGIC);
    block.put(Format.AT_TYPE, (byte) type.code);
    block.put(Format.AT_VERSION, (byte) Format.VERSION);
    block.put(Format.AT_COPY, (byte) place.copy());
    block.put(Format.AT_SPARE, (byte) place.spare());
    block.putLong(Format.AT_PAIR, pair.getMostSignificantBits());
    block.putLong(Format.AT_PAIR + 8, pair.getLeastSignificantBits());
    block.putInt(Format.AT_GENERATION, generation);
    block.putLong(Format.AT_ADDRESS, place.address());
    block.putInt(Format.AT_CRC, checksum(block));
  }

  /** True when the block is whole and the one that belongs there. */
  boolean matches(ByteBuffer block, Format.BlockType type, Place place) {
    return block.getInt(Format.AT_MAGIC) == Format.MAGIC
        && block.get(Format.AT_TYPE) == type.code
        && (block.get(Format.AT_COPY) & 0xFF) == place.copy()
        && (block.get(Format.AT_SPARE) & 0xFF) == place.spare()
        && block.getLong(Format.AT_PAIR) == pair.getMostSignificantBits()
        && block.getLong(Format.AT_PAIR + 8) == pair.getLeastSignificantBits()
        && block.getInt(Format.AT_GENERATION) == generation
        && block.getLong(Format.AT_ADDRESS) == place.address()
        && block.getInt(Format.AT_CRC) == checksum(block);
  }

  /** The envelope that a block claims to have. */
  static Envelope of(ByteBuffer block) {
    return new Envelope(
        new UUID(block.getLong(Format.AT_PAIR), block.getLong(Format.AT_PAIR + 8)),
        block.getInt(Format.AT_GENERATION));
  }

  /** CRC-32C over the whole block, its own field taken as zero. */
  static int checksum(ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, Format.AT_CRC));
    crc.update(new byte[4], 0, 4);
    int rest = Format.AT_CRC + 4;
    crc.update(block.slice(rest, block.capacity() - rest));
    return (int) crc.getValue();
  }

  /** True when two blocks of one size have the same payload; quicker to tell than its hash. */
  static boolean isSamePayload(ByteBuffer block, ByteBuffer other) {
    int length = block.capacity() - Format.PAYLOAD;
    return block.slice(Format.PAYLOAD, length).equals(other.slice(Format.PAYLOAD, length));
  }

  /**
   * The hash by which one block names another: CRC-32C above CRC-32 of the payload, 64 bits that
   * two payloads share by accident once in 2^64. Not meant against an attacker.
   */
  static long payloadHash(ByteBuffer block) {
    int length = block.capacity() - Format.PAYLOAD;
    CRC32C high = new CRC32C();
    high.update(block.slice(Format.PAYLOAD, length));
    CRC32 low = new CRC32();
    low.update(block.slice(Format.PAYLOAD, length));
    return high.getValue() << 32 | low.getValue();
  }
}

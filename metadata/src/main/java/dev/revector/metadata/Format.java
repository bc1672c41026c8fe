package dev.revector.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers of the on-disk format: see FORMAT.md, which a test ties to this class. All integers are
 * little-endian.
 *
 * <pre>
 *   block     0       4    5    6    7    8          24          28      32        40         U
 *             | magic |type|ver |copy|spare| pair    | generation| crc32c| address | payload  |
 *   region    | header A | ring 0 .. K-1 | header B | table 0 .. T-1 |
 *   entry     0     8              14      16     20       22      23         24
 *             | lba | spare sector | count | time | errors | spare | state, reason |
 * </pre>
 */
final class Format {
  static final int VERSION = 1;

  /** The bytes {@code R V T R}. */
  static final int MAGIC = 0x52545652;

  static final int MIN_BLOCK = 512;
  static final int MAX_BLOCK = 65536;
  static final int MAX_COPIES = 8;
  static final int WITNESSES = 3;

  /** The copy number of a block that belongs to none. */
  static final int NO_COPY = 0xFF;

  // Envelope.
  static final int AT_MAGIC = 0;
  static final int AT_TYPE = 4;
  static final int AT_VERSION = 5;
  static final int AT_COPY = 6;
  static final int AT_SPARE = 7;
  static final int AT_PAIR = 8;
  static final int AT_GENERATION = 24;
  static final int AT_CRC = 28;
  static final int AT_ADDRESS = 32;
  static final int PAYLOAD = 40;

  // Header, from the block's start.
  static final int HEADER_COMPATIBLE = PAYLOAD;
  static final int HEADER_READ_ONLY = PAYLOAD + 4;
  static final int HEADER_INCOMPATIBLE = PAYLOAD + 8;
  static final int HEADER_BLOCK_SIZE = PAYLOAD + 12;
  static final int HEADER_SEQUENCE = PAYLOAD + 16;
  static final int HEADER_EPOCH = PAYLOAD + 24;
  static final int HEADER_COVERED = PAYLOAD + 32;
  static final int HEADER_COVERED_HASH = PAYLOAD + 40;
  static final int HEADER_ROOT_HASH = PAYLOAD + 48;
  static final int HEADER_ROOT = PAYLOAD + 56;
  static final int HEADER_DEPTH = PAYLOAD + 60;
  static final int HEADER_COPIES = PAYLOAD + 61;
  static final int HEADER_SPARES = PAYLOAD + 62;
  static final int HEADER_LANES = PAYLOAD + 63;
  static final int HEADER_LEAVES = PAYLOAD + 64;
  static final int HEADER_RING = PAYLOAD + 68;
  static final int HEADER_TABLE = PAYLOAD + 72;
  static final int HEADER_EVICTED = PAYLOAD + 76;
  static final int HEADER_MAIN_SECTORS = PAYLOAD + 80;
  static final int HEADER_SECTOR_SIZE = PAYLOAD + 88;
  static final int HEADER_PHYSICAL = PAYLOAD + 92;
  static final int HEADER_SLOT_SIZE = PAYLOAD + 96;
  static final int HEADER_CREATED = PAYLOAD + 100;
  static final int HEADER_WITNESSES = PAYLOAD + 104;
  static final int HEADER_STRATEGY = PAYLOAD + 128;
  static final int HEADER_MAIN_ID = PAYLOAD + 144;
  static final int HEADER_LISTS = PAYLOAD + 240;
  static final int STRATEGY_BYTES = 15;
  static final int MAIN_ID_BYTES = 95;
  static final int EXTENT_BYTES = 12;

  // Journal record.
  static final int RECORD_SEQUENCE = PAYLOAD;
  static final int RECORD_EPOCH = PAYLOAD + 8;
  static final int RECORD_PARENT = PAYLOAD + 16;
  static final int RECORD_KIND = PAYLOAD + 24;
  static final int RECORD_COUNT = PAYLOAD + 26;
  static final int RECORD_OPS = PAYLOAD + 32;

  static final int ENTRY_BYTES = 24;
  static final int CHILD_BYTES = 12;

  // Witness. A fence has no payload.
  static final int WITNESS_COUNT = PAYLOAD;
  static final int WITNESS_LIST = PAYLOAD + 8;
  static final int WITNESS_BYTES = 24;

  private Format() {}

  /** The kinds of block. */
  enum BlockType {
    HEADER(1),
    RECORD(2),
    LEAF(3),
    NODE(4),
    FENCE(5),
    WITNESS(6);

    final int code;

    BlockType(int code) {
      this.code = code;
    }
  }

  /** Table entries in a leaf. */
  static int entriesPerLeaf(int blockSize) {
    return (blockSize - PAYLOAD) / ENTRY_BYTES;
  }

  /** Children of a node of the table's tree. */
  static int childrenPerNode(int blockSize) {
    return (blockSize - PAYLOAD) / CHILD_BYTES;
  }

  /** Changes in one journal record. */
  static int opsPerRecord(int blockSize) {
    return (blockSize - RECORD_OPS) / ENTRY_BYTES;
  }

  /** An empty block. */
  static ByteBuffer block(int blockSize) {
    return ByteBuffer.allocate(blockSize).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer copyOf(ByteBuffer block) {
    return block(block.capacity()).put(0, block, 0, block.capacity());
  }
}

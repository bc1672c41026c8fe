package dev.revector.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One commit. It names its predecessor by hash, so what is missing or does not belong shows.
 *
 * @param sequence number of the record, from 1, never used again
 * @param epoch number of the opening that wrote it
 * @param parent payload hash of the record before
 * @param kind what it is
 * @param ops the changes, in their order
 * @param hash its own payload hash
 */
record JournalRecord(long sequence, long epoch, long parent, int kind, List<Entry> ops, long hash) {
  static final int CHANGES = 1;
  static final int EPOCH = 2;

  /** What a ring slot holds before its first record: proof that none was written there. */
  static final int PRISTINE = 3;

  /** Writes the payload of a record into a fresh block. */
  static ByteBuffer encode(
      int blockSize, long sequence, long epoch, long parent, int kind, List<Entry> ops) {
    ByteBuffer block = Format.block(blockSize);
    block.putLong(Format.RECORD_SEQUENCE, sequence);
    block.putLong(Format.RECORD_EPOCH, epoch);
    block.putLong(Format.RECORD_PARENT, parent);
    block.putShort(Format.RECORD_KIND, (short) kind);
    block.putShort(Format.RECORD_COUNT, (short) ops.size());
    int at = Format.RECORD_OPS;
    for (Entry op : ops) {
      block.putLong(at, op.lba());
      block.putLong(at + 8, op.target());
      block.putLong(at + 16, op.about());
      at += Format.ENTRY_BYTES;
    }
    return block;
  }

  static ByteBuffer pristine(int blockSize) {
    return encode(blockSize, 0, 0, 0, PRISTINE, List.of());
  }

  /** Reads a block whose envelope was found right. */
  static JournalRecord decode(ByteBuffer block) {
    int count =
        Math.min(
            block.getShort(Format.RECORD_COUNT) & 0xFFFF, Format.opsPerRecord(block.capacity()));
    List<Entry> ops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = Format.RECORD_OPS + i * Format.ENTRY_BYTES;
      ops.add(new Entry(block.getLong(at), block.getLong(at + 8), block.getLong(at + 16)));
    }
    return new JournalRecord(
        block.getLong(Format.RECORD_SEQUENCE),
        block.getLong(Format.RECORD_EPOCH),
        block.getLong(Format.RECORD_PARENT),
        block.getShort(Format.RECORD_KIND),
        ops,
        Envelope.payloadHash(block));
  }
}

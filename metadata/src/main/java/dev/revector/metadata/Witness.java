package dev.revector.metadata;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks outside all copies that name the copies which are out of use but could not be made to say
 * so themselves. Read before any copy is believed.
 */
final class Witness {
  private Witness() {}

  /** The payload that names these copies, with the address where each begins. */
  static ByteBuffer encode(Layout layout, int evicted) {
    ByteBuffer block = Format.block(layout.blockSize());
    block.putInt(Format.WITNESS_COUNT, Integer.bitCount(evicted));
    int at = Format.WITNESS_LIST;
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if ((evicted >>> copy & 1) == 1) {
        Place start = layout.place(copy, Layout.HEADER_A);
        block.putLong(at, copy);
        block.putLong(at + 8, start.spare());
        block.putLong(at + 16, start.address());
        at += Format.WITNESS_BYTES;
      }
    }
    return block;
  }

  /**
   * What the witnesses say.
   *
   * @param readable number of witnesses that could be read
   * @param evicted the copies that one of them names, by bit
   */
  record Testimony(int readable, int evicted) {}

  static Testimony read(BlockIo io, Envelope envelope, Layout layout) throws IOException {
    int readable = 0;
    int evicted = 0;
    ByteBuffer block = Format.block(layout.blockSize());
    for (long address : layout.witnesses()) {
      Place place = new Place(Format.NO_COPY, 0, address);
      if (io.read(0, address, block) && envelope.matches(block, BlockType.WITNESS, place)) {
        readable++;
        evicted |= named(block, layout);
      }
    }
    return new Testimony(readable, evicted);
  }

  /** Addresses of the witnesses that can't be read or are wrong. */
  static List<Long> damaged(BlockIo io, Envelope envelope, Layout layout) throws IOException {
    List<Long> damaged = new ArrayList<>();
    ByteBuffer block = Format.block(layout.blockSize());
    for (long address : layout.witnesses()) {
      Place place = new Place(Format.NO_COPY, 0, address);
      if (!io.read(0, address, block) || !envelope.matches(block, BlockType.WITNESS, place)) {
        damaged.add(address);
      }
    }
    return damaged;
  }

  private static int named(ByteBuffer block, Layout layout) {
    int evicted = 0;
    int count = Math.min(block.getInt(Format.WITNESS_COUNT), Format.MAX_COPIES);
    for (int i = 0; i < count; i++) {
      int at = Format.WITNESS_LIST + i * Format.WITNESS_BYTES;
      long copy = block.getLong(at);
      if (copy >= 0 && copy < layout.copies().size()) {
        Place start = layout.place((int) copy, Layout.HEADER_A);
        boolean same =
            start.spare() == block.getLong(at + 8) && start.address() == block.getLong(at + 16);
        evicted |= same ? 1 << copy : 0;
      }
    }
    return evicted;
  }
}

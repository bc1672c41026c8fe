package dev.revector.metadata;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Blocks outside all copies that name the copies which are out of use but could not be made to say
 * so themselves. Read before any copy is believed.
 */
final class Witness {
  private Witness() {}

  /** Names that fit into one witness. */
  static int room(int blockSize) {
    return (blockSize - Format.WITNESS_LIST) / Format.WITNESS_BYTES;
  }

  /** The payload that names these copies by the places where they begin. */
  static ByteBuffer encode(int blockSize, Set<Place> named) {
    ByteBuffer block = Format.block(blockSize);
    block.putInt(Format.WITNESS_COUNT, named.size());
    int at = Format.WITNESS_LIST;
    for (Place start : named) {
      block.putLong(at, start.copy());
      block.putLong(at + 8, start.spare());
      block.putLong(at + 16, start.address());
      at += Format.WITNESS_BYTES;
    }
    return block;
  }

  /**
   * What the witnesses are to name: what any of them names already, since a copy that was built
   * anew elsewhere still stands where it was, and the copies that are out of use now.
   */
  private static Set<Place> names(BlockIo io, Envelope envelope, Layout layout, int evicted)
      throws IOException {
    Set<Place> named = new LinkedHashSet<>(read(io, envelope, layout).named());
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if ((evicted >>> copy & 1) == 1) {
        named.add(layout.place(copy, Layout.HEADER_A));
      }
    }
    return named;
  }

  /**
   * What the witnesses say.
   *
   * @param readable number of witnesses that could be read
   * @param named the places that one of them names
   */
  record Testimony(int readable, Set<Place> named) {

    /** True when headers or journal of a copy that is named stood in this region. */
    boolean names(BlockRun region, Layout layout) {
      int blocks = Layout.fixedBlocks(layout.ringBlocks());
      return named.stream()
          .map(start -> new BlockRun(start.spare(), start.address(), blocks))
          .anyMatch(region::intersects);
    }

    /** The copies of a layout that are named, by bit. */
    int evicted(Layout layout) {
      int evicted = 0;
      for (int copy = 0; copy < layout.copies().size(); copy++) {
        evicted |= named.contains(layout.place(copy, Layout.HEADER_A)) ? 1 << copy : 0;
      }
      return evicted;
    }
  }

  static Testimony read(BlockIo io, Envelope envelope, Layout layout) throws IOException {
    int readable = 0;
    Set<Place> named = new LinkedHashSet<>();
    ByteBuffer block = Format.block(layout.blockSize());
    for (long address : layout.witnesses()) {
      Place place = new Place(Format.NO_COPY, 0, address);
      if (io.read(0, address, block) && envelope.matches(block, BlockType.WITNESS, place)) {
        readable++;
        addNames(block, named);
      }
    }
    return new Testimony(readable, named);
  }

  /** Addresses of the witnesses that can't be read, are wrong, or name less than another. */
  static List<Long> damaged(BlockIo io, Envelope envelope, Layout layout) throws IOException {
    Set<Place> all = read(io, envelope, layout).named();
    List<Long> damaged = new ArrayList<>();
    ByteBuffer block = Format.block(layout.blockSize());
    for (long address : layout.witnesses()) {
      Place place = new Place(Format.NO_COPY, 0, address);
      Set<Place> named = new LinkedHashSet<>();
      if (io.read(0, address, block) && envelope.matches(block, BlockType.WITNESS, place)) {
        addNames(block, named);
        if (named.containsAll(all)) {
          continue;
        }
      }
      damaged.add(address);
    }
    return damaged;
  }

  /**
   * Writes those that are damaged; then those that name less than these do now, since copies may
   * have left meanwhile. The last one that can be read is never written.
   */
  static void mend(BlockIo io, Envelope envelope, Layout layout, int evicted) throws IOException {
    for (int round = 0; round < 2; round++) {
      write(io, envelope, layout, evicted, damaged(io, envelope, layout));
    }
  }

  /**
   * Writes witnesses, each durable before the next, so that a power cut tears one at most.
   *
   * @param evicted the copies to name, with those that are named already
   * @return how many took it, or -1 if one has no room for so many names; nothing is written then
   */
  static int write(BlockIo io, Envelope envelope, Layout layout, int evicted, List<Long> addresses)
      throws IOException {
    Set<Place> named = names(io, envelope, layout, evicted);
    if (named.size() > room(layout.blockSize())) {
      return -1;
    }
    ByteBuffer block = encode(layout.blockSize(), named);
    int durable = 0;
    for (long address : addresses) {
      envelope.seal(block, BlockType.WITNESS, new Place(Format.NO_COPY, 0, address));
      if (io.tryWrite(0, address, block)) {
        io.flush(0);
        durable++;
      }
    }
    return durable;
  }

  private static void addNames(ByteBuffer block, Set<Place> named) {
    int count = Math.min(block.getInt(Format.WITNESS_COUNT), room(block.capacity()));
    for (int i = 0; i < count; i++) {
      int at = Format.WITNESS_LIST + i * Format.WITNESS_BYTES;
      named.add(
          new Place((int) block.getLong(at), (int) block.getLong(at + 8), block.getLong(at + 16)));
    }
  }
}

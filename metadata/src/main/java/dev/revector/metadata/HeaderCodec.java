package dev.revector.metadata;

import dev.revector.DeviceGeometry;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.PairIdentity;
import dev.revector.StableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Turns a {@link Header} into a block's payload and back. */
final class HeaderCodec {
  private HeaderCodec() {}

  /** Extents per copy that fit into a header. */
  static int extentsPerCopy(int blockSize, int copies, int spares) {
    int room = blockSize - Format.HEADER_LISTS - 8 * spares - 2 * copies;
    return room / (copies * Format.EXTENT_BYTES);
  }

  /** The stored form of main's identity: as many of its parts as there is room for. */
  static String storedId(String stableId) {
    return StableId.fit(stableId, Format.MAIN_ID_BYTES);
  }

  static ByteBuffer encode(Header header) {
    Layout layout = header.layout();
    PairIdentity pair = header.pair();
    ByteBuffer block = Format.block(layout.blockSize());
    block.putInt(Format.HEADER_COMPATIBLE, header.compatible());
    block.putInt(Format.HEADER_READ_ONLY, header.readOnly());
    block.putInt(Format.HEADER_INCOMPATIBLE, header.incompatible());
    block.putInt(Format.HEADER_BLOCK_SIZE, layout.blockSize());
    block.putLong(Format.HEADER_SEQUENCE, header.sequence());
    block.putLong(Format.HEADER_EPOCH, header.epoch());
    block.putLong(Format.HEADER_COVERED, header.covered());
    block.putLong(Format.HEADER_COVERED_HASH, header.coveredHash());
    block.putLong(Format.HEADER_ROOT_HASH, header.root().hash());
    block.putInt(Format.HEADER_ROOT, header.root().index());
    block.put(Format.HEADER_DEPTH, (byte) header.root().depth());
    block.put(Format.HEADER_COPIES, (byte) layout.copies().size());
    block.put(Format.HEADER_SPARES, (byte) pair.spareSectors().size());
    block.put(Format.HEADER_LANES, (byte) layout.lanes());
    block.putInt(Format.HEADER_LEAVES, header.root().leaves());
    block.putInt(Format.HEADER_RING, layout.ringBlocks());
    block.putInt(Format.HEADER_TABLE, layout.tableBlocks());
    block.putInt(Format.HEADER_EVICTED, layout.evicted());
    block.putLong(Format.HEADER_MAIN_SECTORS, pair.main().sectors());
    block.putInt(Format.HEADER_SECTOR_SIZE, pair.main().sectorSize());
    block.putInt(Format.HEADER_PHYSICAL, pair.main().physicalBlockSize());
    block.putInt(Format.HEADER_SLOT_SIZE, pair.slotSize());
    block.putInt(Format.HEADER_CREATED, (int) pair.createdSeconds());
    for (int i = 0; i < layout.witnesses().size(); i++) {
      block.putLong(Format.HEADER_WITNESSES + 8 * i, layout.witnesses().get(i));
    }
    putText(block, Format.HEADER_STRATEGY, Format.STRATEGY_BYTES, layout.strategy());
    putText(block, Format.HEADER_MAIN_ID, Format.MAIN_ID_BYTES, storedId(pair.mainStableId()));
    putLists(block, pair, layout);
    return block;
  }

  private static void putLists(ByteBuffer block, PairIdentity pair, Layout layout) {
    int at = Format.HEADER_LISTS;
    for (long sectors : pair.spareSectors()) {
      block.putLong(at, sectors);
      at += 8;
    }
    for (List<BlockRun> runs : layout.copies()) {
      block.putShort(at, (short) runs.size());
      at += 2;
      for (BlockRun run : runs) {
        block.putLong(at, (long) run.spare() << 56 | run.first());
        block.putInt(at + 8, (int) run.count());
        at += Format.EXTENT_BYTES;
      }
    }
  }

  private static void putText(ByteBuffer block, int at, int room, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, room);
    block.put(at, (byte) length);
    block.put(at + 1, bytes, 0, length);
  }

  private static String getText(ByteBuffer block, int at, int room) {
    int length = Math.min(block.get(at) & 0xFF, room);
    byte[] bytes = new byte[length];
    block.get(at + 1, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Reads a block whose envelope was found right.
   *
   * @throws MetadataDamagedException if what it says is impossible
   */
  static Header decode(ByteBuffer block) throws MetadataDamagedException {
    try {
      Envelope envelope = Envelope.of(block);
      PairIdentity pair = pair(block, envelope.pair());
      Layout layout = layout(block, envelope.generation());
      Header header =
          new Header(
              block.getInt(Format.HEADER_COMPATIBLE),
              block.getInt(Format.HEADER_READ_ONLY),
              block.getInt(Format.HEADER_INCOMPATIBLE),
              block.getLong(Format.HEADER_SEQUENCE),
              block.getLong(Format.HEADER_EPOCH),
              block.getLong(Format.HEADER_COVERED),
              block.getLong(Format.HEADER_COVERED_HASH),
              root(block),
              pair,
              layout);
      HeaderRules.check(header);
      return header;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT, "header says what cannot be: " + e.getMessage());
    }
  }

  private static Root root(ByteBuffer block) {
    return new Root(
        block.getLong(Format.HEADER_ROOT_HASH),
        block.getInt(Format.HEADER_ROOT),
        block.get(Format.HEADER_DEPTH),
        block.getInt(Format.HEADER_LEAVES));
  }

  private static PairIdentity pair(ByteBuffer block, UUID uuid) {
    int count = block.get(Format.HEADER_SPARES) & 0xFF;
    List<Long> spares = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      spares.add(block.getLong(Format.HEADER_LISTS + 8 * i));
    }
    return new PairIdentity(
        uuid,
        new DeviceGeometry(
            block.getLong(Format.HEADER_MAIN_SECTORS),
            block.getInt(Format.HEADER_SECTOR_SIZE),
            block.getInt(Format.HEADER_PHYSICAL)),
        getText(block, Format.HEADER_MAIN_ID, Format.MAIN_ID_BYTES),
        block.getInt(Format.HEADER_SLOT_SIZE),
        List.copyOf(spares),
        block.getInt(Format.HEADER_CREATED) & 0xFFFF_FFFFL);
  }

  private static Layout layout(ByteBuffer block, int generation) {
    int copies = block.get(Format.HEADER_COPIES) & 0xFF;
    int at = Format.HEADER_LISTS + 8 * (block.get(Format.HEADER_SPARES) & 0xFF);
    List<List<BlockRun>> extents = new ArrayList<>(copies);
    for (int copy = 0; copy < copies; copy++) {
      int count = block.getShort(at) & 0xFFFF;
      at += 2;
      List<BlockRun> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long start = block.getLong(at);
        runs.add(
            new BlockRun(
                (int) (start >>> 56), start & (1L << 56) - 1, block.getInt(at + 8) & 0xFFFF_FFFFL));
        at += Format.EXTENT_BYTES;
      }
      extents.add(List.copyOf(runs));
    }
    List<Long> witnesses = new ArrayList<>();
    for (int i = 0; copies >= Format.WITNESSES && i < Format.WITNESSES; i++) {
      witnesses.add(block.getLong(Format.HEADER_WITNESSES + 8 * i));
    }
    return new Layout(
        generation,
        block.getInt(Format.HEADER_BLOCK_SIZE),
        getText(block, Format.HEADER_STRATEGY, Format.STRATEGY_BYTES),
        block.getInt(Format.HEADER_RING),
        block.getInt(Format.HEADER_TABLE),
        block.get(Format.HEADER_LANES),
        block.getInt(Format.HEADER_EVICTED),
        List.copyOf(witnesses),
        List.copyOf(extents));
  }
}

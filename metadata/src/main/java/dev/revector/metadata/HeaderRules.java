package dev.revector.metadata;

import dev.revector.PairIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a header must say to be believed, whoever wrote it. */
final class HeaderRules {
  static final int MIN_RING = 4;
  static final int MAX_RING = 65536;

  /** Sequences and epochs count from zero or one and never come near this. */
  static final long MAX_NUMBER = 1L << 62;

  private static final Comparator<BlockRun> BY_PLACE =
      (one, other) ->
          one.spare() == other.spare()
              ? Long.compare(one.first(), other.first())
              : Integer.compare(one.spare(), other.spare());

  private HeaderRules() {}

  /**
   * Checks a header.
   *
   * @throws IllegalArgumentException naming what is impossible
   */
  static void check(Header header) {
    Layout layout = header.layout();
    PairIdentity pair = header.pair();
    require(isBlockSize(layout.blockSize()), "blockSize", layout.blockSize());
    require(
        isBlockSize(pair.slotSize())
            && pair.slotSize() <= layout.blockSize()
            && pair.slotSize() >= pair.main().physicalBlockSize(),
        "slotSize",
        pair.slotSize());
    require(header.sequence() >= 1, "sequence", header.sequence());
    checkNumber("sequence", header.sequence());
    checkNumber("epoch", header.epoch());
    checkNumber("covered", header.covered());
    int copies = layout.copies().size();
    require(copies >= 1 && copies <= Format.MAX_COPIES, "copies", copies);
    require(!pair.spareSectors().isEmpty(), "spares", pair.spareSectors().size());
    for (long sectors : pair.spareSectors()) {
      // In bytes it must still be a number.
      require(sectors <= Long.MAX_VALUE / pair.main().sectorSize(), "spareSectors", sectors);
    }
    require(
        layout.ringBlocks() >= MIN_RING && layout.ringBlocks() <= MAX_RING,
        "ringBlocks",
        layout.ringBlocks());
    require(layout.tableBlocks() >= 1, "tableBlocks", layout.tableBlocks());
    require(layout.evicted() >>> copies == 0, "evicted", layout.evicted());
    int left = copies - Integer.bitCount(layout.evicted());
    require(left >= 1, "evicted", layout.evicted());
    require(layout.lanes() == (left == 1 ? 2 : 1), "lanes", layout.lanes());
    checkRoot(header.root(), layout);
    checkPlaces(pair, layout);
  }

  private static void checkRoot(Root root, Layout layout) {
    require(root.leaves() >= 0 && root.leaves() <= layout.tableBlocks(), "leaves", root.leaves());
    require(
        root.depth() == TableShape.depth(layout.blockSize(), root.leaves()), "depth", root.depth());
    require(root.index() >= 0 && root.index() < layout.tableBlocks(), "root", root.index());
  }

  private static void checkPlaces(PairIdentity pair, Layout layout) {
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      long blocks = 0;
      for (BlockRun run : layout.copies().get(copy)) {
        require(run.spare() < pair.spareSectors().size(), "spare", run.spare());
        long end =
            pair.spareSectors().get(run.spare()) / (layout.blockSize() / pair.main().sectorSize());
        require(run.count() >= 1 && run.end() <= end, "extent", run.first());
        blocks += run.count();
      }
      // A copy out of use keeps its headers' places, but does not grow with the others.
      boolean right =
          layout.isLive(copy)
              ? blocks == layout.regionBlocks()
              : blocks >= Layout.fixedBlocks(layout.ringBlocks());
      require(right, "regionBlocks", blocks);
    }
    List<BlockRun> sorted = new ArrayList<>(layout.reservation());
    sorted.sort(BY_PLACE);
    for (int i = 1; i < sorted.size(); i++) {
      require(!sorted.get(i - 1).intersects(sorted.get(i)), "overlap", sorted.get(i).first());
    }
    long spareBlocks = pair.spareSectors().get(0) / (layout.blockSize() / pair.main().sectorSize());
    for (long witness : layout.witnesses()) {
      require(witness >= 0 && witness < spareBlocks, "witness", witness);
    }
  }

  /** Checks a sequence or an epoch. */
  static void checkNumber(String field, long value) {
    require(value >= 0 && value < MAX_NUMBER, field, value);
  }

  private static boolean isBlockSize(int size) {
    return Integer.bitCount(size) == 1 && size >= Format.MIN_BLOCK && size <= Format.MAX_BLOCK;
  }

  private static void require(boolean holds, String field, long value) {
    if (!holds) {
      throw new IllegalArgumentException("impossible value: " + field + "=" + value);
    }
  }
}

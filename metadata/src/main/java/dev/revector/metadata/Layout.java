package dev.revector.metadata;

import dev.revector.metadata.Envelope.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything stands. A region (one copy) is a row of blocks that its extents hold in order:
 * header A, the journal ring, header B, the table. All copies have the same shape, so a table block
 * has one number for all of them.
 *
 * @param generation number of this layout
 * @param blockSize bytes in a block
 * @param strategy name of the placement strategy that chose the places
 * @param ringBlocks blocks in the journal ring
 * @param tableBlocks blocks for the table
 * @param lanes 1, or 2 when a single copy keeps each record twice, in the two halves of its ring
 * @param evicted bit {@code c} is set when copy {@code c} is out of use
 * @param witnesses addresses of the witness blocks, all on spare 0; empty with fewer than 3 copies
 * @param copies the extents of each copy
 */
record Layout(
    int generation,
    int blockSize,
    String strategy,
    int ringBlocks,
    int tableBlocks,
    int lanes,
    int evicted,
    List<Long> witnesses,
    List<List<BlockRun>> copies) {

  static final int HEADER_A = 0;

  /** Blocks of a region that are not table. */
  static int fixedBlocks(int ringBlocks) {
    return ringBlocks + 2;
  }

  int headerB() {
    return ringBlocks + 1;
  }

  /** Position in the region of header slot 0 or 1. */
  int headerBlock(int slot) {
    return slot == 0 ? HEADER_A : headerB();
  }

  /**
   * The slot into which a header goes, the same in all copies: so it is known where the next one
   * would stand. The first is in both, and counts as that in A.
   */
  static int headerSlot(long sequence) {
    return (int) (sequence + 1 & 1);
  }

  /** Slots in a lane: each record takes one in every lane. */
  int laneLength() {
    return ringBlocks / lanes;
  }

  /** Position in the region of the slot of a record in a lane of a copy. */
  int ringBlock(int lane, long sequence) {
    return 1 + lane * laneLength() + (int) (sequence % laneLength());
  }

  /** Position in the region of a table block. */
  int tableBlock(int index) {
    return fixedBlocks(ringBlocks) + index;
  }

  int regionBlocks() {
    return fixedBlocks(ringBlocks) + tableBlocks;
  }

  boolean isLive(int copy) {
    return (evicted >>> copy & 1) == 0;
  }

  /** Numbers of the copies in use, ascending. */
  List<Integer> live() {
    List<Integer> live = new ArrayList<>();
    for (int copy = 0; copy < copies.size(); copy++) {
      if (isLive(copy)) {
        live.add(copy);
      }
    }
    return live;
  }

  /** Where a position of a copy's region stands on disk. */
  Place place(int copy, int position) {
    long rest = position;
    for (BlockRun run : copies.get(copy)) {
      if (rest < run.count()) {
        return new Place(copy, run.spare(), run.first() + rest);
      }
      rest -= run.count();
    }
    throw new IllegalArgumentException(
        "position outside the region: position=" + position + ", blocks=" + regionBlocks());
  }

  /** Every block that metadata holds, witnesses too, evicted copies too. */
  List<BlockRun> reservation() {
    List<BlockRun> all = new ArrayList<>();
    copies.forEach(all::addAll);
    witnesses.forEach(address -> all.add(new BlockRun(0, address, 1)));
    return all;
  }

  Layout withEvicted(int mask) {
    int left = copies.size() - Integer.bitCount(mask);
    return new Layout(
        generation,
        blockSize,
        strategy,
        ringBlocks,
        tableBlocks,
        left == 1 ? 2 : 1,
        mask,
        witnesses,
        copies);
  }

  Layout withCopies(int blocks, int mask, List<List<BlockRun>> extents) {
    Layout moved =
        new Layout(
            generation,
            blockSize,
            strategy,
            ringBlocks,
            blocks,
            lanes,
            mask,
            witnesses,
            List.copyOf(extents));
    return moved.withEvicted(mask);
  }
}

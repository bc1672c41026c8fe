package dev.revector.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where the leaves and nodes of the table stand, and their hashes. Copy-on-write: a changed block
 * goes to a free one, and what the last durable header refers to stays untouched until the next
 * header is durable. Not thread-safe.
 */
final class TableTree {
  private final int blockSize;
  private final List<Level> levels = new ArrayList<>();
  private final BitSet taken = new BitSet();
  private final BitSet leaving = new BitSet();

  /** One level, leaves first: table block and payload hash of each block of it. */
  private static final class Level {
    int[] block = new int[8];
    long[] hash = new long[8];
    int size;

    void set(int at, int index, long value) {
      if (at == block.length) {
        block = Arrays.copyOf(block, block.length * 2);
        hash = Arrays.copyOf(hash, block.length);
      }
      block[at] = index;
      hash[at] = value;
      size = Math.max(size, at + 1);
    }
  }

  /**
   * A block to write: its table block, and its payload in a block whose envelope is still empty.
   */
  record Change(Format.BlockType type, int index, ByteBuffer block) {}

  TableTree(int blockSize) {
    this.blockSize = blockSize;
  }

  /** Takes in a block of the tree as it was read. */
  void load(int level, int at, int index, long hash) {
    while (levels.size() <= level) {
      levels.add(new Level());
    }
    if (taken.get(index)) {
      throw new IllegalArgumentException("table block is referred to twice: index=" + index);
    }
    taken.set(index);
    levels.get(level).set(at, index, hash);
  }

  /** Table blocks in use by the last durable header and by what replaces it. */
  int blocksTaken() {
    return taken.cardinality();
  }

  /** A block of the tree: its level, 0 for a leaf, its table block and its payload hash. */
  record Block(int level, int index, long hash) {
    Format.BlockType type() {
      return level == 0 ? Format.BlockType.LEAF : Format.BlockType.NODE;
    }
  }

  /** Every block of the tree. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      Level row = levels.get(level);
      for (int at = 0; at < row.size; at++) {
        blocks.add(new Block(level, row.block[at], row.hash[at]));
      }
    }
    return blocks;
  }

  /** Most blocks that a rewrite of so many changed leaves, of {@code leaves} in all, writes. */
  long costOf(long changed, long leaves) {
    long cost = Math.min(changed, leaves);
    long level = cost;
    for (long width = leaves; width > 1; width = TableShape.parents(blockSize, width)) {
      level = Math.min(level, TableShape.parents(blockSize, width));
      cost += level;
    }
    return cost;
  }

  /** Prepares the blocks that the dirty leaves of a table make necessary, children first. */
  List<Change> prepare(EntryTable table) {
    List<Change> changes = new ArrayList<>();
    BitSet dirty = (BitSet) table.dirtyLeaves().clone();
    for (int leaf = dirty.nextSetBit(0); leaf >= 0; leaf = dirty.nextSetBit(leaf + 1)) {
      ByteBuffer block = Format.block(blockSize);
      table.encode(leaf, block);
      changes.add(place(0, leaf, block));
    }
    int fanout = Format.childrenPerNode(blockSize);
    for (int level = 1; levels.size() >= level && levels.get(level - 1).size > 1; level++) {
      BitSet parents = new BitSet();
      dirty.stream().forEach(child -> parents.set(child / fanout));
      for (int node = parents.nextSetBit(0); node >= 0; node = parents.nextSetBit(node + 1)) {
        changes.add(place(level, node, encodeNode(level, node)));
      }
      dirty = parents;
    }
    return changes;
  }

  private Change place(int level, int at, ByteBuffer block) {
    while (levels.size() <= level) {
      levels.add(new Level());
    }
    Level row = levels.get(level);
    if (at < row.size) {
      leaving.set(row.block[at]);
    }
    int index = taken.nextClearBit(0);
    taken.set(index);
    row.set(at, index, Envelope.payloadHash(block));
    return new Change(level == 0 ? Format.BlockType.LEAF : Format.BlockType.NODE, index, block);
  }

  private ByteBuffer encodeNode(int level, int node) {
    ByteBuffer block = Format.block(blockSize);
    int fanout = Format.childrenPerNode(blockSize);
    Level children = levels.get(level - 1);
    int first = node * fanout;
    for (int i = 0; i < fanout && first + i < children.size; i++) {
      int at = Format.PAYLOAD + i * Format.CHILD_BYTES;
      block.putInt(at, children.block[first + i]);
      block.putLong(at + 4, children.hash[first + i]);
    }
    return block;
  }

  /** Gives the replaced blocks free: the header that refers to the new ones is durable. */
  void settle() {
    taken.andNot(leaving);
    leaving.clear();
  }

  Root root() {
    if (levels.isEmpty()) {
      return Root.EMPTY;
    }
    int leaves = levels.get(0).size;
    int depth = TableShape.depth(blockSize, leaves);
    Level top = levels.get(depth - 1);
    return new Root(top.hash[0], top.block[0], depth, leaves);
  }
}

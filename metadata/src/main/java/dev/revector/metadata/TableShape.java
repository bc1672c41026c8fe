package dev.revector.metadata;

/** How many blocks a table of so many entries takes. Pure arithmetic. */
final class TableShape {
  /** Free blocks that are enough to rewrite what one small change touches. */
  private static final int LEAST_SLACK = 8;

  private static final int MOST_SLACK = 64;

  private TableShape() {}

  /** Leaves for so many entries. */
  static long leaves(int blockSize, long entries) {
    int perLeaf = Format.entriesPerLeaf(blockSize);
    return (entries + perLeaf - 1) / perLeaf;
  }

  /** Levels of the tree over so many leaves. */
  static int depth(int blockSize, long leaves) {
    if (leaves == 0) {
      return 0;
    }
    int depth = 1;
    for (long width = leaves; width > 1; width = parents(blockSize, width)) {
      depth++;
    }
    return depth;
  }

  /** Nodes of the level above {@code width} blocks. */
  static long parents(int blockSize, long width) {
    int fanout = Format.childrenPerNode(blockSize);
    return (width + fanout - 1) / fanout;
  }

  /** Blocks of the whole tree over so many leaves. */
  static long blocks(int blockSize, long leaves) {
    long blocks = leaves;
    for (long width = leaves; width > 1; width = parents(blockSize, width)) {
      blocks += parents(blockSize, width);
    }
    return blocks;
  }

  /** Free blocks to keep beside a tree of so many, so that the changed ones can be written anew. */
  static long slack(long blocks) {
    return Math.max(Math.min(blocks, LEAST_SLACK), Math.min(MOST_SLACK, blocks / 8));
  }

  /** Blocks to hold so many entries: tree and slack. */
  static long capacity(int blockSize, long entries) {
    long blocks = blocks(blockSize, leaves(blockSize, entries));
    return blocks + Math.max(2, slack(blocks));
  }
}

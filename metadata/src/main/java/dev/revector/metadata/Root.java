package dev.revector.metadata;

/**
 * The root of the table's hash tree.
 *
 * @param hash payload hash of the root block
 * @param index its table block
 * @param depth levels: 0 for an empty table, 1 when the root is a leaf
 * @param leaves number of leaves
 */
record Root(long hash, int index, int depth, int leaves) {
  static final Root EMPTY = new Root(0, 0, 0, 0);
}

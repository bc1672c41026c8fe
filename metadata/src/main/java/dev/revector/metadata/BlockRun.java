package dev.revector.metadata;

/** A run of metadata blocks on a spare. */
record BlockRun(int spare, long first, long count) {

  long end() {
    return first + count;
  }

  boolean intersects(BlockRun other) {
    return spare == other.spare && first < other.end() && other.first < end();
  }
}

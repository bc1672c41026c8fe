package dev.revector.metadata;

import java.util.Map;
import java.util.TreeMap;

/** Blocks of a device that are still free to place metadata in. Not thread-safe. */
final class FreeBlocks {
  static final long NONE = -1;

  private final long blocks;
  private final TreeMap<Long, Long> taken = new TreeMap<>();

  FreeBlocks(long blocks) {
    this.blocks = blocks;
  }

  FreeBlocks copy() {
    FreeBlocks copy = new FreeBlocks(blocks);
    copy.taken.putAll(taken);
    return copy;
  }

  /** Takes blocks, some of which may be taken already. */
  void take(long first, long count) {
    long from = first;
    long end = first + count;
    Map.Entry<Long, Long> touching = taken.floorEntry(end);
    while (touching != null && touching.getValue() >= from) {
      from = Math.min(from, touching.getKey());
      end = Math.max(end, touching.getValue());
      taken.remove(touching.getKey());
      touching = taken.floorEntry(end);
    }
    taken.put(from, end);
  }

  boolean isFree(long first, long count) {
    if (first < 0 || count > blocks || first > blocks - count) {
      return false;
    }
    Map.Entry<Long, Long> before = taken.lowerEntry(first + count);
    return before == null || before.getValue() <= first;
  }

  /** First place from {@code target} on where {@code count} blocks are free, or {@link #NONE}. */
  long from(long target, long count) {
    long first = target;
    while (first <= blocks - count) {
      Map.Entry<Long, Long> obstacle = taken.lowerEntry(first + count);
      if (obstacle == null || obstacle.getValue() <= first) {
        return first;
      }
      first = obstacle.getValue();
    }
    return NONE;
  }

  /** The place nearest to {@code target} where {@code count} blocks are free, or {@link #NONE}. */
  long nearest(long target, long count) {
    long above = from(Math.max(0, target), count);
    long below = Math.min(target, blocks - count);
    while (below >= 0 && !isFree(below, count)) {
      below = taken.lowerEntry(below + count).getKey() - count;
    }
    if (above == NONE || (below >= 0 && target - below < above - target)) {
      return below >= 0 ? below : NONE;
    }
    return above;
  }
}

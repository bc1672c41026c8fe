package dev.revector.placement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link SlotBitmap}: two masks of its 64 children, and the children that are mixed.
 * Those of a leaf are words, those of an inner node are nodes. Not thread-safe.
 */
final class BitmapNode {
  private static final int FAN = 1 << SlotBitmap.FAN_BITS;
  private static final long[] NO_WORDS = {};
  private static final BitmapNode[] NO_CHILDREN = {};
  private static final long HEADER_WORDS = 8;

  private long holds;
  private long full;

  /** The words of a leaf. */
  private final long[] words;

  /** The children of an inner node, null where they are empty or full. */
  private final @Nullable BitmapNode[] children;

  BitmapNode(int shift) {
    this.words = shift == SlotBitmap.LEAF_SHIFT ? new long[FAN] : NO_WORDS;
    this.children = shift == SlotBitmap.LEAF_SHIFT ? NO_CHILDREN : new BitmapNode[FAN];
  }

  /** True if there is no member below this node. */
  boolean isEmpty() {
    return holds == 0;
  }

  boolean isEmpty(int child) {
    return (holds >>> child & 1) == 0;
  }

  boolean isFull(int child) {
    return (full >>> child & 1) != 0;
  }

  boolean isMixed(int child) {
    return ((holds & ~full) >>> child & 1) != 0;
  }

  /** The children in which there is a member, or with {@code false} a gap. */
  long candidates(boolean value) {
    return value ? holds : ~full;
  }

  /** The word of a child; of a leaf. */
  long word(int child) {
    return words[child];
  }

  /** The node of a child that is mixed; of an inner node. */
  BitmapNode child(int child) {
    BitmapNode node = children[child];
    if (node == null) {
      throw new IllegalStateException("mixed child without a node: child=" + child);
    }
    return node;
  }

  /** Makes a child full or empty. */
  void make(int child, boolean value) {
    mark(child, value, value);
    if (words.length > 0) {
      words[child] = value ? -1L : 0L;
    } else {
      children[child] = null;
    }
  }

  /** Puts the slots of the mask in or takes them out; of a leaf. */
  void fillWord(int child, long mask, boolean value) {
    long word = value ? words[child] | mask : words[child] & ~mask;
    words[child] = word;
    mark(child, word != 0, word == -1L);
  }

  /** The node of a child that is about to become mixed; of an inner node. */
  BitmapNode split(int child, int childShift) {
    BitmapNode node = children[child];
    if (node == null) {
      node = new BitmapNode(childShift);
      if (isFull(child)) {
        node.holds = -1L;
        node.full = -1L;
        Arrays.fill(node.words, -1L);
      }
      children[child] = node;
    }
    return node;
  }

  /** Takes over from a child's node what became of it, and drops the node if it is even. */
  void settle(int child) {
    BitmapNode node = child(child);
    mark(child, node.holds != 0, node.full == -1L);
    if (!isMixed(child)) {
      children[child] = null;
    }
  }

  /** Number of 8-byte words from here down, a reference counted as a whole word. */
  long allocatedWords() {
    long sum = HEADER_WORDS + words.length + children.length;
    for (BitmapNode node : children) {
      sum += node == null ? 0 : node.allocatedWords();
    }
    return sum;
  }

  private void mark(int child, boolean holdsSome, boolean isFull) {
    long bit = 1L << child;
    holds = holdsSome ? holds | bit : holds & ~bit;
    full = isFull ? full | bit : full & ~bit;
  }
}

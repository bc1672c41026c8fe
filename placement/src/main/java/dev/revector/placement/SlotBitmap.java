package dev.revector.placement;

/**
 * A set of slot numbers in which the next member, or the next gap, is found in O(log n).
 *
 * <p>A tree with 64 children to a node. A node has two masks: which children hold a member, and
 * which are full. A child that is empty or full is known by the masks alone and has no node, so a
 * set takes memory only where it is mixed; a range of any length is set or cleared in O(log n).
 *
 * <pre>
 * inner node     holds  0 1 1 0 ... 1
 *                full   0 0 1 0 ... 0     no node for child 0 (empty), none for child 2 (full)
 *                          |        |
 * leaf           64 words of 64 slots
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class SlotBitmap {
  /** Returned when there is no such slot. */
  static final long NONE = -1;

  static final int FAN_BITS = 6;
  private static final int FAN = 1 << FAN_BITS;

  /** Children of a leaf are words: they cover this many slots, as a power of two. */
  static final int LEAF_SHIFT = FAN_BITS;

  private final long slots;

  /** What a child of the root covers, as a power of two. */
  private final int rootShift;

  private final BitmapNode root;

  /** Nodes looked at since creation, for tests of the O(log n) promise. */
  private long visits;

  /** An empty set of slots 0 to {@code slots - 1}. */
  SlotBitmap(long slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("no slots: slots=" + slots);
    }
    this.slots = slots;
    int shift = LEAF_SHIFT;
    while (shift + FAN_BITS < Long.SIZE - 1 && (slots - 1) >>> (shift + FAN_BITS) != 0) {
      shift += FAN_BITS;
    }
    this.rootShift = shift;
    this.root = new BitmapNode(shift);
  }

  /** A set that holds every slot. */
  static SlotBitmap full(long slots) {
    SlotBitmap bitmap = new SlotBitmap(slots);
    bitmap.set(0, slots);
    return bitmap;
  }

  boolean isEmpty() {
    return root.isEmpty();
  }

  boolean get(long slot) {
    BitmapNode node = root;
    int shift = rootShift;
    while (true) {
      visits++;
      int child = (int) (slot >>> shift) & (FAN - 1);
      if (node.isEmpty(child)) {
        return false;
      }
      if (node.isFull(child)) {
        return true;
      }
      if (shift == LEAF_SHIFT) {
        return (node.word(child) >>> (slot & (FAN - 1)) & 1) != 0;
      }
      node = node.child(child);
      shift -= FAN_BITS;
    }
  }

  /** Puts the slots {@code from} to {@code to - 1} in. */
  void set(long from, long to) {
    fill(root, rootShift, from, to, true);
  }

  /** Takes the slots {@code from} to {@code to - 1} out. */
  void clear(long from, long to) {
    fill(root, rootShift, from, to, false);
  }

  /** The first member at or above {@code from}, or {@link #NONE}. */
  long nextSet(long from) {
    return from >= slots ? NONE : next(root, rootShift, from, true);
  }

  /** The first slot at or above {@code from} that is no member, or the number of slots. */
  long nextClear(long from) {
    long found = from >= slots ? NONE : next(root, rootShift, from, false);
    return found == NONE ? slots : Math.min(found, slots);
  }

  /** The last member at or below {@code from}, or {@link #NONE}. */
  long previousSet(long from) {
    return from < 0 ? NONE : previous(root, rootShift, from, true);
  }

  /** The last slot at or below {@code from} that is no member, or {@link #NONE}. */
  long previousClear(long from) {
    return from < 0 ? NONE : previous(root, rootShift, from, false);
  }

  /** True if all slots from {@code from} to {@code to - 1} are members. */
  boolean holdsAll(long from, long to) {
    return nextClear(from) >= to;
  }

  /** True if none of the slots from {@code from} to {@code to - 1} is a member. */
  boolean holdsNone(long from, long to) {
    long member = nextSet(from);
    return member == NONE || member >= to;
  }

  /** Hands over the runs of members from {@code from} to {@code to - 1}; each may be cleared. */
  void forEachRun(long from, long to, RunConsumer consumer) {
    long start = nextSet(from);
    while (start != NONE && start < to) {
      long end = Math.min(nextClear(start), to);
      consumer.accept(start, end);
      start = nextSet(end);
    }
  }

  /** Number of nodes looked at since creation. */
  long visits() {
    return visits;
  }

  /** Number of 8-byte words that the nodes take, a reference counted as a whole word. */
  long allocatedWords() {
    return root.allocatedWords();
  }

  private void fill(BitmapNode node, int shift, long from, long to, boolean value) {
    visits++;
    int last = (int) ((to - 1) >>> shift);
    for (int child = (int) (from >>> shift); child <= last; child++) {
      long base = (long) child << shift;
      long start = Math.max(from, base) - base;
      long end = Math.min(to - base, 1L << shift);
      if (start == 0 && end == 1L << shift) {
        node.make(child, value);
      } else if (shift == LEAF_SHIFT) {
        node.fillWord(child, -1L >>> (FAN - end + start) << start, value);
      } else if (node.isMixed(child) || node.isFull(child) != value) {
        fill(node.split(child, shift - FAN_BITS), shift - FAN_BITS, start, end, value);
        node.settle(child);
      }
    }
  }

  private long next(BitmapNode node, int shift, long from, boolean value) {
    visits++;
    int child = (int) (from >>> shift);
    long candidates = node.candidates(value);
    if ((candidates >>> child & 1) != 0) {
      long base = (long) child << shift;
      long found = nextInChild(node, child, shift, from - base, value);
      if (found != NONE) {
        return base + found;
      }
    }
    long later = candidates & -2L << child;
    if (later == 0) {
      return NONE;
    }
    int first = Long.numberOfTrailingZeros(later);
    return ((long) first << shift) + nextInChild(node, first, shift, 0, value);
  }

  private long nextInChild(BitmapNode node, int child, int shift, long from, boolean value) {
    if (!node.isMixed(child)) {
      return from;
    }
    if (shift > LEAF_SHIFT) {
      return next(node.child(child), shift - FAN_BITS, from, value);
    }
    long word = (value ? node.word(child) : ~node.word(child)) & -1L << from;
    return word == 0 ? NONE : Long.numberOfTrailingZeros(word);
  }

  private long previous(BitmapNode node, int shift, long from, boolean value) {
    visits++;
    int child = (int) (from >>> shift);
    long candidates = node.candidates(value);
    if ((candidates >>> child & 1) != 0) {
      long base = (long) child << shift;
      long found = previousInChild(node, child, shift, from - base, value);
      if (found != NONE) {
        return base + found;
      }
    }
    long earlier = candidates & ~(-1L << child);
    if (earlier == 0) {
      return NONE;
    }
    int last = FAN - 1 - Long.numberOfLeadingZeros(earlier);
    return ((long) last << shift) + previousInChild(node, last, shift, (1L << shift) - 1, value);
  }

  private long previousInChild(BitmapNode node, int child, int shift, long from, boolean value) {
    if (!node.isMixed(child)) {
      return from;
    }
    if (shift > LEAF_SHIFT) {
      return previous(node.child(child), shift - FAN_BITS, from, value);
    }
    long word = (value ? node.word(child) : ~node.word(child)) & -1L >>> (FAN - 1 - from);
    return word == 0 ? NONE : FAN - 1 - Long.numberOfLeadingZeros(word);
  }

  /** Takes a run of slots, from the first to before {@code end}. */
  interface RunConsumer {
    void accept(long start, long end);
  }
}

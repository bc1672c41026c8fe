package dev.revector.placement;

/**
 * The spare in equal groups, so that slots are taken all over it by turns. Pure.
 *
 * @param slots number of slots
 * @param count number of groups; the first {@code slots % count} have one slot more
 */
record SlotGroups(long slots, int count) {
  private static final int MOST = 64;
  private static final int LEAST_SLOTS = 1024;

  /** The groups of a spare of this size: at most 64, of at least 1024 slots if there are two. */
  static SlotGroups of(long slots) {
    return new SlotGroups(slots, (int) Math.min(MOST, Math.max(1, slots / LEAST_SLOTS)));
  }

  /** First slot of a group; of the group after the last, the number of slots. */
  long start(int group) {
    return slots / count * group + Math.min(group, slots % count);
  }

  /** The group in which a slot lies. */
  int groupOf(long slot) {
    long size = slots / count;
    long longer = slots % count;
    long shorterStart = longer * (size + 1);
    return (int) (slot < shorterStart ? slot / (size + 1) : longer + (slot - shorterStart) / size);
  }
}

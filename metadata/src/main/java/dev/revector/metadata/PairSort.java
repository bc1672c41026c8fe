package dev.revector.metadata;

/**
 * Sorts keys together with a value each, digit by digit: a map of a million runs is sorted within
 * an opening, where sorting objects would cost more than all the rest.
 */
final class PairSort {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private PairSort() {}

  /** Sorts the first {@code count} keys, none negative, ascending; equal ones keep their order. */
  static void sort(long[] keys, long[] values, int count) {
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= keys[i];
    }
    long[] fromKeys = keys;
    long[] fromValues = values;
    long[] toKeys = new long[count];
    long[] toValues = new long[count];
    boolean elsewhere = false;
    for (int shift = 0; shift < Long.SIZE && all >>> shift != 0; shift += DIGIT_BITS) {
      int[] next = starts(fromKeys, count, shift);
      for (int i = 0; i < count; i++) {
        int at = next[digit(fromKeys[i], shift)]++;
        toKeys[at] = fromKeys[i];
        toValues[at] = fromValues[i];
      }
      long[] otherKeys = fromKeys;
      long[] otherValues = fromValues;
      fromKeys = toKeys;
      fromValues = toValues;
      toKeys = otherKeys;
      toValues = otherValues;
      elsewhere = !elsewhere;
    }
    if (elsewhere) {
      System.arraycopy(fromKeys, 0, keys, 0, count);
      System.arraycopy(fromValues, 0, values, 0, count);
    }
  }

  /** Where the keys with each digit begin. */
  private static int[] starts(long[] keys, int count, int shift) {
    int[] starts = new int[DIGITS + 1];
    for (int i = 0; i < count; i++) {
      starts[digit(keys[i], shift) + 1]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] += starts[digit];
    }
    return starts;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & DIGITS - 1;
  }
}

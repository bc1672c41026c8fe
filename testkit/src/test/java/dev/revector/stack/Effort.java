package dev.revector.stack;

/**
 * How thorough the tests of this package are: {@code -Drevector.deep=true} for the long run, {@code
 * -Drevector.part=2/8} for the second of eight parts of it, on as many machines or nights.
 */
final class Effort {
  /** True in a long run. */
  static final boolean DEEP = Boolean.getBoolean("revector.deep");

  private static final String[] PART = System.getProperty("revector.part", "1/1").split("/");

  /** How many parts the work is done in. */
  static final int PARTS = Integer.parseInt(PART[1]);

  private static final int PART_NUMBER = Integer.parseInt(PART[0]);

  private Effort() {}

  /** True when a piece of the work, by its number from 0 on, is in the part to do. */
  static boolean isMine(int piece) {
    return piece % PARTS == PART_NUMBER - 1;
  }

  /** The first number in a normal run, the second in a deep one. */
  static int of(int normal, int deep) {
    return DEEP ? deep : normal;
  }
}

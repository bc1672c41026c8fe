package dev.revector.stack;

/** How thorough the tests of this package are: {@code -Drevector.deep=true} for the long run. */
final class Effort {
  /** True in a long run. */
  static final boolean DEEP = Boolean.getBoolean("revector.deep");

  private Effort() {}

  /** The first number in a normal run, the second in a deep one. */
  static int of(int normal, int deep) {
    return DEEP ? deep : normal;
  }
}

package dev.revector.stack;

/** How many of the crash states of a workload are tried, where there are too many for all. */
enum Density {
  /** For workloads of any length. */
  NORMAL(8, 0, 2, 40, 512, 16, 64, 32),

  /** For mutants of the opening: more of those whose opening has much to mend is cut. */
  MENDING(8, 0, 2, 40, 512, 16, 8, 32),

  /** For one step alone, in a long run. */
  HIGH(32, 20, 3, 100, 256, 8, 32, 16);

  /** Random choices where more fragments are pending than all combinations are tried of. */
  final int random;

  /** Up to so many fragments each pair of them is tried otherwise than the rest. */
  final int mostForPairs;

  /** Random choices at a point of an opening. */
  final int randomInside;

  /** Up to so many choices each is tried with every set of lost copies; more take turns. */
  final int mostWithEverySet;

  /** Of so many states one has its opening cut too. */
  final int nested;

  /** The same of those where the process was killed. */
  final int nestedKilled;

  /** And of those with all copies, but torn blocks, so that there is much to mend. */
  final int nestedTorn;

  /** Of so many states one is opened again and again. */
  final int aged;

  Density(
      int random,
      int mostForPairs,
      int randomInside,
      int mostWithEverySet,
      int nested,
      int nestedKilled,
      int nestedTorn,
      int aged) {
    this.random = random;
    this.mostForPairs = mostForPairs;
    this.randomInside = randomInside;
    this.mostWithEverySet = mostWithEverySet;
    this.nested = nested;
    this.nestedKilled = nestedKilled;
    this.nestedTorn = nestedTorn;
    this.aged = aged;
  }

  /** That of a workload of so many steps. */
  static Density of(int steps) {
    return Effort.DEEP && steps == 1 ? HIGH : NORMAL;
  }
}

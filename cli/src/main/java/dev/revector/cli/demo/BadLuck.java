package dev.revector.cli.demo;

import java.util.SplittableRandom;

/** When the next sectors go bad: a number of them, a few at a time, spread over some work. */
final class BadLuck {
  private static final int LARGEST_DEFECT = 4;

  private final SplittableRandom random;
  private final int total;
  private int done;
  private int next;

  BadLuck(SplittableRandom random, int total) {
    this.random = random;
    this.total = total;
    this.next = draw();
  }

  /** The size in sectors of the defect that is due when so much is done, 0 when none is. */
  int due(long progress, long length) {
    long soFar = Math.min(total, total * progress / length);
    return soFar - done >= next ? next : 0;
  }

  /** The size in sectors of the next defect, 0 when all have happened. */
  int next() {
    return next;
  }

  /** The next defect has happened. */
  void happened() {
    done += next;
    next = draw();
  }

  private int draw() {
    return Math.min(total - done, 1 + random.nextInt(LARGEST_DEFECT));
  }
}

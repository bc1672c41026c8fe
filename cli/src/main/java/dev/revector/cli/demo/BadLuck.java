package dev.revector.cli.demo;

/** When the next sectors are due to go bad: a number of them, spread evenly over some work. */
final class BadLuck {
  private final int total;
  private int done;

  BadLuck(int total) {
    this.total = total;
  }

  /** How many sectors are due when {@code progress} of {@code length} is done. */
  int due(long progress, long length) {
    return (int) Math.min(total, total * progress / length) - done;
  }

  void happened(int sectors) {
    done += sectors;
  }

  int left() {
    return total - done;
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.stack.Interleaving.Start;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every pair of requests at once, the second begun at every request that the first makes. */
class InterleavingTest {
  private static final Op FLUSH = new Op(Op.Kind.FLUSH, 0, 0, 0);

  static final List<Op> OPS =
      List.of(
          new Op(Op.Kind.WRITE, 20, 1, 7),
          new Op(Op.Kind.WRITE, 40, 2, 7),
          new Op(Op.Kind.WRITE, 50, 1, 7),
          new Op(Op.Kind.WRITE, 60, 1, 7),
          new Op(Op.Kind.READ, 20, 1, 0),
          new Op(Op.Kind.READ, 48, 4, 0),
          new Op(Op.Kind.REMAP, 16, 1, 0),
          new Op(Op.Kind.REMAP, 20, 1, 0),
          new Op(Op.Kind.RELEASE, 40, 1, 0),
          FLUSH);

  @Test
  void shouldKeepWhatEitherAcknowledged() throws IOException {
    long runs = explore();
    System.out.println("interleavings of two requests: " + runs);
    assertTrue(runs > 1_000, "too few to mean anything: " + runs);
  }

  /** Runs them all; returns how many there were. */
  static long explore() throws IOException {
    long runs = 0;
    for (Setup setup :
        List.of(
            new Setup(1, 36 << 10, 512, 512),
            new Setup(2, 80 << 10, 1024, 512),
            new Setup(3, 52 << 10, 512, 512))) {
      for (int free : new int[] {1, 8}) {
        runs += explore(setup, free);
      }
    }
    return runs;
  }

  private static long explore(Setup setup, int free) throws IOException {
    Start start = Start.of(setup, free);
    long runs = 0;
    for (Op first : OPS) {
      for (Op op : OPS) {
        List<Op> second = List.of(newer(op), FLUSH);
        int at = 0;
        while (explore(start, first, second, at, setup + ", free=" + free)) {
          at++;
          runs++;
        }
      }
    }
    return runs;
  }

  private static boolean explore(Start start, Op first, List<Op> second, int at, String where)
      throws IOException {
    try {
      return Interleaving.run(start, first, second, at);
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError(
          where + ", first=" + first + ", second=" + second + ", at request " + at, e);
    }
  }

  private static Op newer(Op op) {
    return new Op(op.kind(), op.lba(), op.count(), op.version() + 1);
  }
}

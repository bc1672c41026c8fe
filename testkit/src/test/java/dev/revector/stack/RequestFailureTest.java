package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.stack.Interleaving.Start;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every request of every operation fails in every way, and the caller goes on. */
class RequestFailureTest {
  private static final Op FLUSH = new Op(Op.Kind.FLUSH, 0, 0, 0);

  private static final List<Setup> SETUPS =
      List.of(
          new Setup(1, 36 << 10, 512, 512),
          new Setup(2, 80 << 10, 1024, 512),
          new Setup(3, 52 << 10, 512, 512));

  @Test
  void shouldKeepWhatWasAcknowledged() throws IOException {
    long runs = explore();
    System.out.println("operations with a request that failed: " + runs);
    assertTrue(runs > 1_000, "too few to mean anything: " + runs);
  }

  /** Runs them all; returns how many there were. */
  static long explore() throws IOException {
    long runs = 0;
    for (Setup setup : SETUPS) {
      for (int free : new int[] {1, 8}) {
        Start start = Start.of(setup, free);
        for (Op op : InterleavingTest.OPS) {
          Op same = new Op(op.kind(), op.lba(), op.count(), op.version() + 1);
          Op write = new Op(Op.Kind.WRITE, op.lba(), Math.max(1, op.count()), op.version() + 2);
          runs += explore(start, op, List.of(same, FLUSH), setup + ", free=" + free);
          runs += explore(start, op, List.of(write, FLUSH), setup + ", free=" + free);
        }
      }
    }
    return runs;
  }

  private static long explore(Start start, Op first, List<Op> later, String where) {
    long runs = 0;
    for (RequestFailure.Kind kind : RequestFailure.Kind.values()) {
      int at = 0;
      while (explore(start, first, later, kind, at, where)) {
        at++;
        runs++;
      }
    }
    return runs;
  }

  private static boolean explore(
      Start start, Op first, List<Op> later, RequestFailure.Kind kind, int at, String where) {
    try {
      return RequestFailure.run(start, first, later, kind, at);
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError(
          where + ", first=" + first + ", later=" + later + ", " + kind + " at request " + at, e);
    }
  }
}

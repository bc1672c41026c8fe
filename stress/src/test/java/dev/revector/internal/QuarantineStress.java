package dev.revector.internal;

import dev.revector.Extent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A mover bars sectors and waits for the I/O that had begun; only then it changes what they read.
 * I/O that found them not barred never sees the change.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "-1, -1"},
    expect = Expect.ACCEPTABLE,
    desc = "all of the I/O before the change, or none of it without a lock")
@Outcome(expect = Expect.FORBIDDEN, desc = "I/O without a lock met the change")
@State
public class QuarantineStress {
  private static final long LBA = 5;

  private final Gate gate = new Gate(false);
  private final InFlight inFlight = new InFlight();
  private int reused;

  @Actor
  public void mover() {
    gate.bar(new Extent(LBA, 1));
    inFlight.drain();
    reused = 1;
  }

  /** A device takes its time, so that a mover that did not wait is through before. */
  private static void device() {
    for (int i = 0; i < 20; i++) {
      Thread.onSpinWait();
    }
  }

  @Actor
  public void reader(II_Result result) {
    int cell = inFlight.enter();
    try {
      if (gate.isBarred(LBA, 1)) {
        result.r1 = -1;
        result.r2 = -1;
      } else {
        result.r1 = reused;
        device();
        result.r2 = reused;
      }
    } finally {
      inFlight.exit(cell);
    }
  }
}

package dev.revector.stack;

import dev.revector.testkit.Operation;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Counts the requests that change a pair, from one moment on; takes the power away at one of them,
 * or hands out copies of the pair as it stands before some of them.
 */
final class Power implements Consumer<Operation> {
  private static final long NEVER = Long.MAX_VALUE;

  private final SimPair pair;
  private final Snapshots snapshots;
  private final Random random = new Random(0);
  private long count;
  private long cutAt = NEVER;
  private int percent;

  /** Takes a copy of the pair as it stands before a request, which may be a flush. */
  interface Snapshots {
    void take(SimPair copy, boolean flush);
  }

  Power(SimPair pair, Snapshots snapshots) {
    this.pair = pair;
    this.snapshots = snapshots;
    pair.listen(this);
  }

  /** Lets so many changing requests pass, then takes the power away. */
  void cutAfter(long requests) {
    cutAt = count + requests;
  }

  /** Takes back what was asked for, unless the power is gone already. */
  void leaveOn() {
    percent = 0;
    cutAt = isOut() ? cutAt : NEVER;
  }

  /** True when the power is gone. */
  boolean isOut() {
    return count > cutAt;
  }

  /** Hands out a copy before so many of 100 changing requests, chosen by a seed. */
  void snapshot(int ofHundred, long seed) {
    percent = ofHundred;
    random.setSeed(seed);
  }

  /** Hands out a copy before every changing request, or before none. */
  void snapshotAll(boolean wanted) {
    percent = wanted ? 100 : 0;
  }

  /** True while copies are handed out. */
  boolean isRecording() {
    return percent > 0;
  }

  @Override
  public void accept(Operation operation) {
    if (operation.kind() == Operation.Kind.READ) {
      return;
    }
    if (percent > 0 && random.nextInt(100) < percent) {
      snapshots.take(pair.copy(), operation.kind() == Operation.Kind.FLUSH);
    }
    if (count++ == cutAt) {
      pair.takePower();
    }
  }
}

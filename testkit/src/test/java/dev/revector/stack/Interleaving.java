package dev.revector.stack;

import dev.revector.BlockDeviceException;
import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.SparesExhaustedException;
import dev.revector.stack.CrashPoint.Places;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.Operation;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Two requests at once, step by step: the first is stopped before one of the requests that it makes
 * to a disk; there the second runs in another thread, until it is done or waits for the first; then
 * the first goes on. From then on the power may go before every flush.
 *
 * <p>When the second waits, nothing else runs; once it may go on it does so beside the first. So a
 * run is the same each time up to there, and any order behind it is legal.
 */
final class Interleaving {
  private static final int POLLS = 50;

  private final SimPair pair;
  private final RemapTarget target;
  private final Truth truth;
  private final List<CrashPoint> points = new ArrayList<>();
  private final AtomicReference<Throwable> secondFailed = new AtomicReference<>();
  private final Op first;
  private final List<Op> second;
  private final List<Op> acknowledged = new ArrayList<>();
  private final int stopAt;
  private final Thread caller = Thread.currentThread();
  private int requests;
  private @Nullable Thread other;
  private boolean secondApplied;

  private Interleaving(Start start, Op first, List<Op> second, int stopAt) throws IOException {
    this.pair = start.pair.copy();
    this.target = Inspector.reopen(pair, start.truth, true);
    this.truth = start.truth;
    this.first = first;
    this.second = second;
    this.stopAt = stopAt;
  }

  /** A pair on which to interleave, closed, and what is known of it. */
  record Start(SimPair pair, Truth truth) {

    /**
     * A pair with a sector in a slot, one that is unreadable, one that main can't write, and few
     * slots left.
     */
    static Start of(Setup setup, int free) throws IOException {
      SimPair pair = SimPair.fresh(setup, 1);
      RemapTarget target = pair.create();
      Truth truth = Truth.of(target);
      List<Op> ops = new ArrayList<>();
      for (int lba : new int[] {16, 20, 40, 41, 60}) {
        ops.add(new Op(Op.Kind.WRITE, lba, 1, 1));
      }
      ops.add(new Op(Op.Kind.REMAP, 40, 1, 0));
      int unit = setup.perUnit();
      long left = target.status().spares().get(0).free() - 1;
      for (int lba = 64; left > free && lba < Setup.SECTORS; lba += unit, left--) {
        ops.add(new Op(Op.Kind.REMAP, lba, 1, 0));
      }
      ops.add(new Op(Op.Kind.FLUSH, 0, 0, 0));
      for (Op op : ops) {
        op.run(target, pair, truth);
        op.apply(truth, MapView.of(target));
        truth.published(MapView.of(target));
      }
      pair.main().faults().fail(Access.WRITE, 60, 1);
      pair.main().faults().failUntilWritten(50, 1);
      truth.taint(pair);
      target.close();
      truth.data.allDurable();
      return new Start(pair, truth);
    }

    Start copy() {
      return new Start(pair.copy(), truth.copy());
    }
  }

  /**
   * Runs both at that request of the first.
   *
   * @return false when the first makes no such request
   */
  static boolean run(Start start, Op first, List<Op> second, int stopAt) throws IOException {
    Interleaving one = new Interleaving(start.copy(), first, second, stopAt);
    if (!one.runBoth()) {
      return false;
    }
    one.inspect();
    return true;
  }

  private boolean runBoth() throws IOException {
    pair.listen(this::onRequest);
    boolean firstDone = request(first);
    Thread started = other;
    if (started == null) {
      return false;
    }
    join(started);
    pair.listen(operation -> {});
    Throwable failure = secondFailed.get();
    if (failure != null) {
      throw new AssertionError("the second failed", failure);
    }
    applySecond();
    if (firstDone) {
      first.apply(truth, MapView.of(target));
    }
    broadenAll();
    truth.published(MapView.of(target));
    truth.sequence = target.status().metadata().sequence();
    return true;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Both may be in any order: what either wrote may be there. */
  private void broadenAll() {
    first.broaden(truth);
    second.forEach(op -> op.broaden(truth));
  }

  /** False when it failed, as it may: few slots are left, and one sector is unreadable. */
  private boolean request(Op op) throws IOException {
    try {
      op.run(target, pair, truth);
      return true;
    } catch (SparesExhaustedException | MediumException e) {
      return false;
    }
  }

  private void onRequest(Operation operation) {
    if (!Thread.currentThread().equals(caller)) {
      return;
    }
    if (requests++ == stopAt) {
      broadenAll();
      Thread thread = new Thread(this::runSecond, "second");
      thread.setDaemon(true);
      thread.setContextClassLoader(caller.getContextClassLoader());
      other = thread;
      thread.start();
      awaitDoneOrWaiting(thread);
    }
    if (other != null && operation.kind() == Operation.Kind.FLUSH) {
      if (!other.isAlive() && secondFailed.get() == null) {
        applySecond();
      }
      snapshot();
    }
  }

  private void runSecond() {
    try {
      for (Op op : second) {
        if (request(op)) {
          acknowledged.add(op);
        }
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      secondFailed.set(e);
    }
  }

  private static void awaitDoneOrWaiting(Thread thread) {
    int waiting = 0;
    while (thread.isAlive() && waiting < POLLS) {
      Thread.State state = thread.getState();
      boolean parked =
          state == Thread.State.WAITING
              || state == Thread.State.TIMED_WAITING
              || state == Thread.State.BLOCKED;
      waiting = parked ? waiting + 1 : 0;
      LockSupport.parkNanos(1_000);
    }
  }

  /** The second was acknowledged, while the first is under way. */
  private void applySecond() {
    if (secondApplied) {
      return;
    }
    secondApplied = true;
    for (Op op : acknowledged) {
      op.apply(truth, MapView.of(target));
      first.broaden(truth);
    }
  }

  private void snapshot() {
    Truth known = truth.copy();
    int perUnit = pair.setup().perUnit();
    if (secondApplied) {
      known.published(MapView.of(target));
      known.loose = first.units(perUnit);
    } else {
      known.loose = new dev.revector.Extent(0, Setup.SECTORS);
    }
    points.add(new CrashPoint(pair.copy(), known, Places.NONE, true, false));
  }

  private void inspect() throws IOException {
    if (target.status().poisoned()) {
      throw new AssertionError("poisoned without a reason");
    }
    Inspector.readAll(target, pair, truth);
    for (CrashPoint point : points) {
      for (PowerCut cut : List.of(PowerCut.none(), PowerCut.all(), PowerCut.random(1))) {
        Truth known = point.truth().copy();
        known.data.cut();
        Inspector.reopen(point.pair().cut(cut, cut), known, true);
      }
    }
    target.flush();
    truth.data.allDurable();
    Truth known = truth.copy();
    known.data.cut();
    try {
      Inspector.reopen(pair.cut(PowerCut.none(), PowerCut.none()), known, true);
    } catch (BlockDeviceException e) {
      throw new AssertionError("does not open after both", e);
    }
  }
}

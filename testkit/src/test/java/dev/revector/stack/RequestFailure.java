package dev.revector.stack;

import dev.revector.BlockDeviceException;
import dev.revector.RemapTarget;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.Operation;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of an operation fails, whichever disk it goes to and whatever it is for; the caller
 * goes on as if he had not noticed, and then the power goes, or the process is killed.
 */
final class RequestFailure {

  /** How the request fails. */
  enum Kind {
    /** With a medium error, once. */
    MEDIUM,
    /** With a medium error, and again until the power is off and on again. */
    MEDIUM_STAYS,
    /** A flush fails, and what was pending stays so. */
    FLUSH,
    /** A flush fails, and a part of what was pending is lost. */
    FLUSH_AND_DROP,
    /** The disk goes away until the power is off and on again. */
    GONE
  }

  private final SimPair pair;
  private final RemapTarget target;
  private final Truth truth;
  private final Kind kind;
  private final int failAt;
  private int requests;
  private boolean struck;

  private RequestFailure(Interleaving.Start start, Kind kind, int failAt) throws IOException {
    this.pair = start.pair();
    this.truth = start.truth();
    this.target = Inspector.reopen(pair, truth, true);
    this.kind = kind;
    this.failAt = failAt;
  }

  /**
   * Runs the operation with that request failing, then those that follow.
   *
   * @return false when the first makes no such request
   */
  static boolean run(Interleaving.Start start, Op first, List<Op> later, Kind kind, int failAt)
      throws IOException {
    RequestFailure one = new RequestFailure(start.copy(), kind, failAt);
    one.pair.main().listen(operation -> one.strike(one.pair.main(), operation));
    one.pair.spare().listen(operation -> one.strike(one.pair.spare(), operation));
    one.request(first);
    one.pair.listen(operation -> {});
    if (one.requests <= failAt) {
      return false;
    }
    if (one.struck) {
      later.forEach(one::request);
      one.inspect();
    }
    return true;
  }

  private void strike(SimulatedDisk disk, Operation operation) {
    if (requests++ != failAt) {
      return;
    }
    boolean flush = operation.kind() == Operation.Kind.FLUSH;
    Access access = operation.kind() == Operation.Kind.READ ? Access.READ : Access.WRITE;
    struck = true;
    switch (kind) {
      case GONE -> disk.faults().gone();
      case FLUSH, FLUSH_AND_DROP -> {
        struck = flush;
        if (flush && kind == Kind.FLUSH) {
          disk.faults().failFlushes(1);
        } else if (flush) {
          disk.faults().failFlushesAndDrop(1);
        }
      }
      case MEDIUM, MEDIUM_STAYS -> {
        struck = !flush;
        if (!flush) {
          int times = kind == Kind.MEDIUM ? 1 : 1 << 20;
          disk.faults().failTimes(access, operation.lba(), operation.count(), times);
          taint(disk, operation);
        }
      }
    }
  }

  /** Sectors of main that could not be read once may be marked, so they may be errors. */
  private void taint(SimulatedDisk disk, Operation operation) {
    for (int lba = 0; lba < truth.data.sectors(); lba++) {
      long slot = truth.map.spareSector(lba);
      long place = disk == pair.main() ? lba : slot;
      boolean hit = operation.lba() <= place && place < operation.lba() + operation.count();
      if (hit && operation.kind() == Operation.Kind.READ) {
        truth.data.taint(lba);
      }
    }
  }

  private void request(Op op) {
    boolean poisoned = target.status().poisoned();
    try {
      op.run(target, pair, truth);
      op.apply(truth, MapView.of(target));
    } catch (BlockDeviceException e) {
      if (!poisoned) {
        op.broaden(truth);
      }
    } catch (IOException e) {
      throw new AssertionError("not a typed error", e);
    }
    int perUnit = pair.setup().perUnit();
    Inspector.checkMap(MapView.of(target), truth, op.units(perUnit));
    truth.published(MapView.of(target));
    truth.sequence = target.status().metadata().sequence();
    if (target.status().poisoned()) {
      demandReasonToPoison();
      truth.data.doubt();
      if (!poisoned) {
        truth.loose = op.units(perUnit);
      }
    }
    truth.taint(pair);
  }

  /** A bad sector is no reason, unless it is in the only copy of the metadata. */
  private void demandReasonToPoison() {
    boolean medium = kind == Kind.MEDIUM || kind == Kind.MEDIUM_STAYS;
    if (medium && pair.setup().copies() > 2) {
      throw new AssertionError("poisoned by a bad sector");
    }
  }

  private void inspect() throws IOException {
    for (PowerCut cut : new PowerCut[] {null, PowerCut.none(), PowerCut.all()}) {
      Truth known = truth.copy();
      SimPair after = after(cut);
      if (cut != null) {
        known.data.cut();
      }
      known.taint(after);
      Inspector.reopen(after, known, false);
    }
  }

  /** The process is killed when there is no cut: then the disks keep what they cached. */
  private SimPair after(@Nullable PowerCut cut) {
    SimPair after = cut == null ? pair.copy() : pair.cut(cut, cut);
    after.disarm();
    return after;
  }
}

package dev.revector.stack;

import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.testkit.FaultPlan.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few steps on a small pair, and the pair as it stood before every flush of the last one. The
 * pair has a sector in a slot, one that main can't read and some that it can't write.
 */
final class SmallWorkload {
  private static final int MAPPED = 40;
  private static final int UNREADABLE = 50;
  private static final int BAD = 60;

  /** What can be done in one step. */
  enum Step {
    WRITE_TO_BAD_SECTOR,
    OVERWRITE_MAPPED,
    READ_ERROR,
    REMAP,
    RELEASE,
    SLOT_FAILS,
    CHECKPOINT,
    REPAIR,
    REOPEN
  }

  /** A pair when the power goes, and what must be found then. */
  record State(SimPair pair, Truth truth) {}

  private final List<State> states = new ArrayList<>();
  private SimPair pair;
  private RemapTarget target;
  private Truth truth;
  private Truth inFlight;
  private Power power;
  private int version;

  SmallWorkload(Setup setup) throws IOException {
    pair = SimPair.fresh(setup, 1);
    target = pair.create();
    truth = new Truth(new SectorHistory(Setup.SECTORS), MapView.of(target));
    inFlight = truth;
    power = new Power(pair, this::snapshot);
    for (int lba : new int[] {MAPPED + 1, UNREADABLE, BAD + 8, 20}) {
      operate(write(lba, 1));
    }
    operate(new Op(Op.Kind.REMAP, MAPPED, 1, 0));
    operate(write(MAPPED, 1));
    operate(new Op(Op.Kind.FLUSH, 0, 0, 0));
    pair.main().faults().fail(Access.WRITE, BAD, 24);
    pair.main().faults().failUntilWritten(UNREADABLE, 1);
    truth.taint(pair);
    operate(write(20, 2));
  }

  /** Every state on the way through the last step, and the one behind it. */
  static List<State> states(Setup setup, List<Step> steps) throws IOException {
    SmallWorkload workload = new SmallWorkload(setup);
    for (int i = 0; i < steps.size() - 1; i++) {
      workload.run(steps.get(i));
    }
    workload.power.snapshotFlushes(true);
    workload.run(steps.get(steps.size() - 1));
    workload.power.leaveOn();
    workload.inFlight = workload.truth;
    workload.snapshot(workload.pair.copy());
    return workload.states;
  }

  private void snapshot(SimPair copy) {
    copy.disarm();
    states.add(new State(copy, inFlight));
  }

  private Op write(int lba, int count) {
    return new Op(Op.Kind.WRITE, lba, count, ++version);
  }

  private void run(Step step) throws IOException {
    switch (step) {
      case WRITE_TO_BAD_SECTOR -> operate(write(firstHealthy(BAD), 2));
      case OVERWRITE_MAPPED -> operate(write(MAPPED, 2));
      case READ_ERROR -> operate(new Op(Op.Kind.READ, UNREADABLE - 1, 3, 0));
      case REMAP -> operate(new Op(Op.Kind.REMAP, firstHealthy(20), 1, 0));
      case RELEASE -> operate(new Op(Op.Kind.RELEASE, MAPPED, 1, 0));
      case SLOT_FAILS -> {
        long slot = truth.map.spareSector(MAPPED);
        if (slot != MapView.NO_SLOT) {
          pair.spare().faults().fail(Access.WRITE, slot, 1);
        }
        operate(write(MAPPED, 1));
      }
      case CHECKPOINT -> {
        for (int i = 0; i < 4; i++) {
          operate(new Op(Op.Kind.REMAP, firstHealthy(80), 1, 0));
        }
      }
      case REPAIR -> {
        damageOneCopy();
        operate(new Op(Op.Kind.REPAIR, 0, 0, 0));
      }
      case REOPEN -> reopen();
    }
  }

  private int firstHealthy(int from) {
    int lba = from;
    while (truth.map.is(lba, SectorState.MAPPED)) {
      lba++;
    }
    return lba;
  }

  private void damageOneCopy() {
    if (pair.setup().copies() > 1) {
      long first = target.status().metadata().copies().get(0).extents().get(0).sector();
      pair.spare().corrupt(first, 3L * pair.setup().perUnit(), 5);
    }
  }

  private void operate(Op op) throws IOException {
    inFlight = truth.copy();
    op.broaden(inFlight);
    inFlight.loose = op.units(pair.setup().perUnit());
    op.run(target, pair, truth);
    op.apply(truth, MapView.of(target));
    truth.published(MapView.of(target));
    truth.sequence = target.status().metadata().sequence();
    truth.taint(pair);
  }

  private void reopen() throws IOException {
    inFlight = truth.copy();
    target.close();
    truth.data.allDurable();
    inFlight = truth.copy();
    SimPair next = pair.copy();
    boolean recording = power.isRecording();
    pair = next;
    power = new Power(next, this::snapshot);
    power.snapshotFlushes(recording);
    target = Inspector.reopen(next, truth, true);
  }
}

package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.RemapTarget;
import dev.revector.stack.CrashPoint.Places;
import dev.revector.testkit.FaultPlan.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few steps on a small pair, and the pair as it stood at every request of the last one. The pair
 * has a sector in a slot, one that is known to be unreadable and some that main can't write.
 */
final class SmallWorkload {
  private static final int MAPPED = 40;
  private static final int PENDING = 50;
  private static final int UNREADABLE = 54;
  private static final int BAD = 60;
  private static final int MANY = 88;

  /** What can be done in one step. */
  enum Step {
    WRITE_TO_BAD_SECTOR,
    OVERWRITE_MAPPED,
    WRITE_TO_PENDING,
    READ_ERROR,
    REMAP,
    RELEASE,
    SLOT_FAILS,
    FLUSH,
    CHECKPOINT,
    REPAIR,
    COPY_FAILS,
    COPIES_FAIL,
    COPY_MISDIRECTS,
    MANY_READ_ERRORS,
    REOPEN
  }

  private final List<CrashPoint> points = new ArrayList<>();
  private SimPair pair;
  private RemapTarget target;
  private Truth truth;
  private Truth inFlight;
  private Places places = new Places(List.of(), List.of());
  private boolean strained;
  private boolean misdirected;
  private boolean freeSpaceFails;
  private Power power;
  private int version;
  private boolean sameFlush;

  SmallWorkload(Setup setup) throws IOException {
    pair = SimPair.fresh(setup, 1);
    target = pair.create();
    truth = Truth.of(target);
    inFlight = truth;
    places = placesNow();
    power = new Power(pair, this::snapshot);
    for (int lba : new int[] {MAPPED + 1, PENDING, UNREADABLE, BAD + 8, 20}) {
      operate(write(lba, 1));
    }
    operate(new Op(Op.Kind.REMAP, MAPPED, 1, 0));
    operate(write(MAPPED, 1));
    operate(new Op(Op.Kind.FLUSH, 0, 0, 0));
    pair.main().faults().fail(Access.WRITE, BAD, 24);
    pair.main().faults().failUntilWritten(PENDING, 1);
    truth.taint(pair);
    operate(new Op(Op.Kind.READ, PENDING, 1, 0));
    operate(write(20, 2));
  }

  /** Every point of the last step at which the power may go, and the one behind it. */
  static List<CrashPoint> points(Setup setup, List<Step> steps) throws IOException {
    SmallWorkload workload = new SmallWorkload(setup);
    for (int i = 0; i < steps.size() - 1; i++) {
      workload.run(steps.get(i));
    }
    workload.power.snapshotAll(true);
    workload.run(steps.get(steps.size() - 1));
    workload.power.leaveOn();
    workload.inFlight = workload.truth;
    workload.snapshot(workload.pair.copy(), true);
    return workload.points;
  }

  /** A point is left out when what a cut may leave there it may also leave at the next one. */
  private void snapshot(SimPair copy, boolean flush) {
    copy.disarm();
    Places there = misdirected ? Places.NONE : places;
    boolean fails = strained || misdirected || standsOnBadSectors();
    CrashPoint point = new CrashPoint(copy, inFlight, there, fails, false);
    int last = points.size() - 1;
    if (sameFlush && last >= 0 && points.get(last).isCoveredBy(point, false)) {
      points.remove(last);
    }
    points.add(point);
    sameFlush = !flush;
  }

  /** True when a copy is to fail as soon as it writes there, as one may that was built anew. */
  private boolean standsOnBadSectors() {
    return places.live().stream()
        .flatMap(List::stream)
        .anyMatch(one -> pair.spare().faults().isUnwritable(one.first(), one.count()));
  }

  /** What is done with a pair that was recovered: main refuses one write, the spare serves one. */
  static List<Op> more() {
    int version = 100;
    return List.of(
        new Op(Op.Kind.WRITE, BAD + 12, 2, version),
        new Op(Op.Kind.WRITE, MAPPED, 1, version + 1),
        new Op(Op.Kind.FLUSH, 0, 0, 0));
  }

  private Op write(int lba, int count) {
    return new Op(Op.Kind.WRITE, lba, count, ++version);
  }

  private void run(Step step) throws IOException {
    switch (step) {
      case WRITE_TO_BAD_SECTOR -> operate(write(firstHealthy(BAD), 2));
      case OVERWRITE_MAPPED -> operate(write(MAPPED, 2));
      case WRITE_TO_PENDING -> operate(write(PENDING, 1));
      case READ_ERROR -> {
        pair.main().faults().failUntilWritten(UNREADABLE, 1);
        truth.taint(pair);
        operate(new Op(Op.Kind.READ, UNREADABLE - 1, 3, 0));
      }
      case REMAP -> operate(new Op(Op.Kind.REMAP, firstHealthy(20), 1, 0));
      case RELEASE -> operate(new Op(Op.Kind.RELEASE, MAPPED, 1, 0));
      case SLOT_FAILS -> {
        long slot = truth.map.spareSector(MAPPED);
        if (slot != MapView.NO_SLOT) {
          pair.spare().faults().fail(Access.WRITE, slot, 1);
        }
        operate(write(MAPPED, 1));
      }
      case FLUSH -> operate(new Op(Op.Kind.FLUSH, 0, 0, 0));
      case CHECKPOINT -> {
        for (int i = 0; i < 4; i++) {
          operate(new Op(Op.Kind.REMAP, firstHealthy(80), 1, 0));
        }
      }
      case REPAIR -> {
        damageOneCopy();
        strained = true;
        operate(new Op(Op.Kind.REPAIR, 0, 0, 0));
        strained = false;
      }
      case COPY_FAILS -> failCopies(places.live().size() - 1);
      case COPIES_FAIL -> {
        failFreeSpace();
        failCopies(2);
      }
      case COPY_MISDIRECTS -> {
        misdirectWrites();
        run(Step.CHECKPOINT);
      }
      case MANY_READ_ERRORS -> {
        for (int lba = MANY; lba < Setup.SECTORS; lba += 2) {
          pair.main().faults().failUntilWritten(lba, 1);
        }
        truth.taint(pair);
        // The table grows; onto bad sectors, if it must.
        strained = freeSpaceFails;
        operate(new Op(Op.Kind.READ, MANY, Setup.SECTORS - MANY, 0));
        strained = false;
      }
      case REOPEN -> reopen();
    }
  }

  /** The first sector from there on whose block has no sector in the map or unreadable. */
  private int firstHealthy(int from) {
    for (int i = 0; i < Setup.SECTORS; i++) {
      int lba = (from + i) % Setup.SECTORS;
      if (isHealthy(lba - lba % pair.setup().perUnit())) {
        return lba;
      }
    }
    throw new AssertionError("no block is healthy: " + from);
  }

  private boolean isHealthy(int block) {
    int count = pair.setup().perUnit();
    for (int lba = block; lba < block + count; lba++) {
      if (truth.map.state(lba) != null) {
        return false;
      }
    }
    return !pair.main().faults().isUnreadable(block, count);
  }

  /** Never the only one that is left. */
  private void damageOneCopy() {
    if (places.live().size() > 1) {
      long first = places.live().get(0).get(0).first();
      pair.spare().corrupt(first, 3L * pair.setup().perUnit(), 5);
    }
  }

  /** One copy of so many that its loss is survived puts each block once where the one before is. */
  private void misdirectWrites() {
    if (places.live().size() < 4) {
      return;
    }
    int block = target.status().metadata().blockSize() / Stamp.BYTES;
    for (Extent extent : places.live().get(0)) {
      for (long sector = extent.first() + block; sector < extent.end(); sector += block) {
        pair.spare().faults().misdirectWrites(sector, block, 1, -block);
      }
    }
    misdirected = true;
  }

  private void operate(Op op) throws IOException {
    inFlight = truth.copy();
    op.broaden(inFlight);
    inFlight.loose = op.units(pair.setup().perUnit());
    op.run(target, pair, truth);
    if (op.kind() == Op.Kind.FLUSH) {
      Inspector.demandIdleFlush(pair, target);
    }
    op.apply(truth, MapView.of(target));
    truth.acknowledged(target);
    inFlight.after = truth.map;
    truth.taint(pair);
    places = placesNow();
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
    power.snapshotAll(recording);
    target = Inspector.reopen(next, truth, true);
    misdirected = false;
  }

  /** Makes live copies refuse writes, so that so many are left, and writes something. */
  private void failCopies(int left) throws IOException {
    List<List<Extent>> live = places.live();
    for (int i = 0; i < live.size() - Math.max(1, left); i++) {
      for (Extent extent : live.get(i)) {
        // Without witnesses a copy can only leave by a fence of its own, in its first block.
        int spared = live.size() < 3 ? pair.setup().perUnit() : 0;
        pair.spare().faults().fail(Access.WRITE, extent.first() + spared, extent.count() - spared);
        strained = true;
      }
    }
    operate(new Op(Op.Kind.REMAP, firstHealthy(100), 1, 0));
    strained = false;
  }

  /** Makes it impossible to build a copy anew: no stretch of free sectors takes one. */
  private void failFreeSpace() {
    freeSpaceFails = true;
    int stride = 8 * pair.setup().perUnit();
    for (int sector = 0; sector < pair.setup().spareBytes() / Stamp.BYTES; sector += stride) {
      if (!truth.map.holds(sector) && !isReserved(sector)) {
        pair.spare().faults().fail(Access.WRITE, sector, 1);
      }
    }
  }

  private boolean isReserved(long sector) {
    try {
      return pair.store().reservation(0).stream()
          .anyMatch(one -> one.first() <= sector && sector < one.end());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Where the copies stand now; what they left stays known. */
  private Places placesNow() {
    List<List<Extent>> live = new ArrayList<>();
    List<List<Extent>> out = new ArrayList<>();
    for (Copy copy : target.status().metadata().copies()) {
      List<Extent> extents =
          copy.extents().stream().map(one -> new Extent(one.sector(), one.sectors())).toList();
      (copy.state() == CopyState.VALID ? live : out).add(extents);
    }
    List<List<Extent>> stale = new ArrayList<>(places.stale());
    stale.addAll(out);
    for (List<Extent> before : places.live()) {
      if (live.stream().noneMatch(one -> one.get(0).first() == before.get(0).first())) {
        stale.add(before);
      }
    }
    return new Places(live, stale.stream().distinct().toList());
  }
}

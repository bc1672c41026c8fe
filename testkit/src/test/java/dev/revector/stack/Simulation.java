package dev.revector.stack;

import dev.revector.BlockDeviceException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.SparesExhaustedException;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run of the whole stack: random requests to a pair of simulated disks, random faults, power
 * cuts at random moments; everything follows from the seed. After each failure the pair is opened
 * again and {@link Inspector} demands that nothing acknowledged is lost and nothing is invented.
 */
final class Simulation {
  private static final int MOST_STATES_PER_OP = 6;

  /** Sequences and epochs to begin with: three pairs of five soon have more than 31 or 32 bits. */
  private static final long[] YEARS = {0, 0, (1L << 31) - 20, (1L << 32) - 20, (1L << 32) - 5};

  private final Setup setup;
  private final Random random;
  private final Set<Fault> faults;
  private final boolean beyond;
  private final FaultMaker maker;
  private final Deque<String> log = new ArrayDeque<>();
  private SimPair pair;
  private RemapTarget target;
  private Truth truth;
  private Power power;
  private int version;
  private long states;
  private long spareWrites;

  /** True since something happened after which writes may fail. */
  private boolean disturbed;

  private final List<State> snapshots = new ArrayList<>();
  private int offered;
  private Truth inFlight;

  /** A pair in the middle of an operation, and what must be found if the power went there. */
  private record State(SimPair pair, Truth truth) {}

  /**
   * A run.
   *
   * @param beyond true to go beyond what is promised to be survived: then it may be refused
   */
  Simulation(long seed, boolean beyond) throws IOException {
    // Neighbouring seeds have nothing in common: their numbers are mixed before they are used.
    SplittableRandom mixed = new SplittableRandom(seed);
    this.setup = Setup.ALL.get(mixed.nextInt(Setup.ALL.size()));
    this.random = new Random(mixed.nextLong());
    this.faults = Fault.some(random);
    this.beyond = beyond;
    this.pair = SimPair.fresh(setup, mixed.nextLong());
    this.target = begin(mixed.nextInt(YEARS.length));
    this.truth = Truth.of(target);
    this.maker = new FaultMaker(setup, random, faults, beyond, this::note);
    this.power = new Power(pair, this::snapshot);
    this.inFlight = truth;
    note("setup=" + setup + ", faults=" + faults);
  }

  /** Creates the pair; one that is old has used so many numbers. */
  private RemapTarget begin(int age) throws IOException {
    RemapTarget fresh = pair.create();
    if (YEARS[age] == 0) {
      return fresh;
    }
    fresh.close();
    pair = pair.copy();
    AgedPair.age(pair.spare(), fresh, YEARS[age]);
    return pair.open();
  }

  /** Pairs opened and inspected so far. */
  long states() {
    return states;
  }

  /** The last things that were done. */
  String log() {
    return String.join("\n  ", log);
  }

  private void note(String what) {
    log.add(what);
    if (log.size() > 40) {
      log.removeFirst();
    }
  }

  /** Runs so many operations; false if a pair beyond the promise was refused before. */
  boolean run(int operations) throws IOException {
    for (int i = 0; i < operations; i++) {
      if (!step()) {
        return false;
      }
    }
    return restart(true);
  }

  private boolean step() throws IOException {
    int dice = random.nextInt(100);
    if (dice < 12) {
      disturbed |= maker.inject(pair, target, truth);
      return true;
    }
    if (dice < 18) {
      return restart(random.nextBoolean());
    }
    if (dice < 20) {
      if (!disturbed && maker.areEqual()) {
        readBeside();
      }
      return true;
    }
    operate(Op.random(random, truth.map, ++version));
    boolean ends = target.status().poisoned() && random.nextInt(3) == 0;
    if (power.isOut() || ends || (dice > 96 && mayCut())) {
      return powerCut();
    }
    return true;
  }

  /** Mostly few requests, but now and then hundreds, as an opening makes that has much to mend. */
  private int soonOrLate() {
    return random.nextInt(1 << (2 + random.nextInt(8)));
  }

  private boolean mayCut() {
    return faults.contains(Fault.CUT);
  }

  private void operate(Op op) throws IOException {
    boolean poisoned = target.status().poisoned();
    inFlight = truth.copy();
    op.broaden(inFlight);
    inFlight.loose = op.units(setup.perUnit());
    boolean cut = mayCut() && random.nextInt(8) == 0;
    if (cut) {
      power.cutAfter(soonOrLate());
    } else if (mayCut()) {
      power.snapshot(20, random.nextLong());
    }
    IOException failure = null;
    try {
      op.run(target, pair, truth);
      if (op.kind() == Op.Kind.FLUSH) {
        Inspector.demandIdleFlush(pair, target);
      }
    } catch (BlockDeviceException e) {
      failure = e;
    }
    power.leaveOn();
    note(op + (failure == null ? "" : " -> " + failure));
    settle(op, failure, poisoned);
    inspectSnapshots();
  }

  private void settle(Op op, IOException failure, boolean poisonedBefore) {
    if (failure != null && !power.isOut() && !disturbed && !beyond) {
      demandGoodReason(op, failure);
    }
    boolean mainIsWell = maker.sparedMain() && !power.isOut();
    if (op.kind() == Op.Kind.FLUSH && !poisonedBefore) {
      demandFlushOfWritten(failure, mainIsWell);
    }
    if (failure == null) {
      op.apply(truth, MapView.of(target));
    } else if (!poisonedBefore) {
      op.broaden(truth);
    }
    if (!power.isOut()) {
      Inspector.checkMap(MapView.of(target), truth, op.units(setup.perUnit()));
      if (!target.status().poisoned()) {
        demandSlotsOfMap();
      }
    }
    if (failure == null && !target.status().poisoned() && !power.isOut()) {
      truth.acknowledged(target);
      inFlight.after = truth.map;
    } else {
      truth.published(MapView.of(target));
      truth.sequence = target.status().metadata().sequence();
    }
    if (target.status().poisoned() || power.isOut()) {
      truth.data.doubt();
      truth.loose = merge(truth.loose, op.units(setup.perUnit()));
    }
    if (!power.isOut() && !maker.onlyLoses()) {
      pair.disarm();
      maker.disarmed();
      if (!target.status().poisoned()) {
        truth.clearPassed(pair);
      }
    }
    truth.taint(pair);
  }

  private static Extent merge(Extent one, Extent other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    long first = Math.min(one.first(), other.first());
    return new Extent(first, Math.max(one.end(), other.end()) - first);
  }

  /** Without a disturbance only slots that ran out, and sectors that are bad, may be an error. */
  private void demandGoodReason(Op op, IOException failure) {
    long free = target.status().spares().get(0).free();
    boolean exhausted =
        failure instanceof SparesExhaustedException
            && (free <= op.count() || maker.badSlots() || setup.isCrowded());
    boolean medium = failure instanceof MediumException && op.mayMeetBadSectors();
    if (!exhausted && !medium) {
      throw new AssertionError(op + " failed, free slots=" + free, failure);
    }
  }

  /** A spare that nothing was written to since the last flush is not asked to flush. */
  private void demandFlushOfWritten(IOException failure, boolean mainIsWell) {
    long writes = pair.spare().counters().writes();
    if (failure != null && mainIsWell && writes == spareWrites) {
      throw new AssertionError("an idle spare failed a flush", failure);
    }
    spareWrites = failure == null ? writes : spareWrites;
  }

  /** The slots in use are those that the map names. */
  private void demandSlotsOfMap() {
    BitSet slots = new BitSet();
    MapView map = MapView.of(target);
    for (int lba = 0; lba < Setup.SECTORS; lba++) {
      if (map.spareSector(lba) != MapView.NO_SLOT) {
        slots.set((int) map.spareSector(lba) / setup.perUnit());
      }
    }
    long used = target.status().spares().get(0).used();
    if (used != slots.cardinality()) {
      throw new AssertionError("slots in use=" + used + ", slots in the map=" + slots);
    }
  }

  /** Keeps a few, each that was offered with the same chance. */
  private void snapshot(SimPair copy, boolean flush) {
    int place = offered < MOST_STATES_PER_OP ? offered : random.nextInt(offered + 1);
    offered++;
    if (place < MOST_STATES_PER_OP && !power.isOut()) {
      copy.disarm();
      State state = new State(copy, inFlight);
      if (place < snapshots.size()) {
        snapshots.set(place, state);
      } else {
        snapshots.add(state);
      }
    }
  }

  private void inspectSnapshots() throws IOException {
    for (State state : snapshots) {
      Truth known = state.truth.copy();
      Cuts cuts = new Cuts(random.nextLong(), faults.contains(Fault.TORN));
      SimPair after = cuts.cut(state.pair, known);
      known.data.cut();
      if (beyond && random.nextInt(3) == 0) {
        maker.ruin(after, target);
      }
      recover(after, known, random.nextInt(4));
    }
    snapshots.clear();
    offered = 0;
  }

  /** Opens with the power failing so many times on the way, then for good. */
  private RemapTarget recover(SimPair start, Truth known, int depth) throws IOException {
    SimPair at = start;
    for (int i = 0; i < depth; i++) {
      Power again = new Power(at, (copy, flush) -> {});
      again.cutAfter(soonOrLate());
      try {
        RemapTarget opened = Inspector.reopen(at, known, false);
        known.published(MapView.of(opened));
      } catch (BlockDeviceException e) {
        if (!again.isOut()) {
          return refused(e);
        }
      }
      states++;
      at = new Cuts(random.nextLong(), faults.contains(Fault.TORN)).cut(at, known);
      at.listen(operation -> {});
    }
    states++;
    recovered = at;
    try {
      return Inspector.reopen(at, known, maker.healable());
    } catch (BlockDeviceException e) {
      return refused(e);
    }
  }

  private SimPair recovered;

  /** A pair beyond the promise may be refused; it is null then. */
  private RemapTarget refused(BlockDeviceException e) throws IOException {
    note("refused: " + e);
    if (!beyond) {
      throw e;
    }
    return null;
  }

  private boolean powerCut() throws IOException {
    note("power cut");
    pair.disarm();
    truth.taint(pair);
    Cuts cuts = new Cuts(random.nextLong(), faults.contains(Fault.TORN));
    SimPair after = mayCut() ? cuts.cut(pair, truth) : pair.copy();
    if (mayCut()) {
      truth.data.cut();
    }
    return goOn(after, mayCut() ? random.nextInt(4) : 0);
  }

  private boolean goOn(SimPair after, int depth) throws IOException {
    RemapTarget opened = recover(after, truth, depth);
    if (opened == null) {
      return false;
    }
    pair = recovered;
    target = opened;
    truth.taint(pair);
    power = new Power(pair, this::snapshot);
    disturbed = false;
    spareWrites = pair.spare().counters().writes();
    maker.opened();
    return true;
  }

  /** Ends the session, in good order or by killing it, and begins another. */
  private boolean restart(boolean orderly) throws IOException {
    note("restart, orderly=" + orderly);
    if (orderly) {
      try {
        target.close();
        truth.data.allDurable();
        pair = pair.cut(PowerCut.none(), PowerCut.none());
        maker.damageAtRest(pair, target);
      } catch (BlockDeviceException e) {
        if (!disturbed && !beyond) {
          throw new AssertionError("close failed", e);
        }
        truth.data.doubt();
      }
    }
    SimPair next = pair.copy();
    next.disarm();
    return goOn(next, 0);
  }

  /** A reader beside the writer sees what is durable, or nothing. */
  private void readBeside() throws IOException {
    note("read beside");
    Truth known = truth.copy();
    try (RemapTarget reader = pair.openReadOnly()) {
      Inspector.compareMap(MapView.of(reader), known);
      Inspector.read(reader, pair, known, 0, Setup.SECTORS, false);
    } catch (BlockDeviceException e) {
      refused(e);
    }
  }
}

package dev.revector.stack;

import dev.revector.BlockDeviceException;
import dev.revector.MetadataDamagedException;
import dev.revector.RemapTarget;
import dev.revector.SparesExhaustedException;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries every crash state of one short workload: each point, each way in which the cut may leave
 * the pair, each set of lost copies; and of some of them the power goes again at every point of the
 * opening, up to three times in all.
 */
final class Exploration {
  /** So many openings fill any small ring, so that one of them writes a checkpoint. */
  private static final int OPENINGS = 4;

  /** How many openings, one after the other, are cut. */
  private static final int MOST_NESTED = 2;

  /** Of so many states of an opening that was cut one has its own opening cut again. */
  private static final int NESTED_AGAIN = 512;

  private static final List<Losses.Kind> KINDS = List.of(Losses.Kind.values());

  private final Setup setup;
  private final List<SmallWorkload.Step> steps;
  private final Density density;
  private final @Nullable CrashPath only;
  private long states;
  private long openings;
  private long refused;
  private long tornStates;

  /**
   * An exploration.
   *
   * @param only the one state to look at, null for all
   */
  Exploration(
      Setup setup, List<SmallWorkload.Step> steps, Density density, @Nullable CrashPath only) {
    this.setup = setup;
    this.steps = steps;
    this.density = density;
    this.only = only;
  }

  /** Crash states that were opened and found right. */
  long states() {
    return states;
  }

  /** How often a pair was opened for that, to write or to read. */
  long openings() {
    return openings;
  }

  /** Those among them, beyond what is promised to survive, that were refused. */
  long refused() {
    return refused;
  }

  void run() throws IOException {
    visit(SmallWorkload.points(setup, steps), new CrashPath(setup, steps, List.of()), true);
  }

  private void visit(List<CrashPoint> points, CrashPath path, boolean mustOpen) throws IOException {
    int depth = path.cuts().size();
    int seed = path.toString().hashCode();
    CrashPath.Cut wanted =
        only == null || depth >= only.cuts().size() ? null : only.cuts().get(depth);
    if (only != null && wanted == null) {
      return;
    }
    for (int at = 0; at < points.size(); at++) {
      if (wanted != null && wanted.point() != at) {
        continue;
      }
      CrashPoint point = points.get(at);
      CutChoices choices =
          depth == 0
              ? CutChoices.all(point.pair(), point.truth(), density, seed + at)
              : CutChoices.some(point.pair(), point.truth(), density, seed + at);
      // The last one is no cut: the process is killed, and the disks keep what they cached.
      int count = choices.count() + (depth == 0 ? 1 : 0);
      for (int choice = 0; choice < count; choice++) {
        for (int set = 0; set < point.places().sets(); set++) {
          CrashPath.Cut cut = new CrashPath.Cut(at, choice, set);
          if (wanted == null ? isWanted(point, depth, choices, cut) : wanted.equals(cut)) {
            boolean killed = choice == choices.count();
            SimPair after = killed ? point.pair().copy() : choices.cut(choice);
            Losses.lose(after.spare(), point.places().live(), set, kind(cut));
            Truth known = point.truth().copy();
            if (!killed) {
              known.data.cut();
            }
            boolean must = mustOpen && point.mustOpenWithout(set);
            boolean strained = set != 0 || point.strained();
            boolean torn = point.torn() || (!killed && point.pair().pending() > 0);
            CrashPoint crash = new CrashPoint(after, known, point.places(), strained, torn);
            boolean tears = !killed && !strained && choices.tears(choice);
            inspect(crash, path.plus(cut), must, killed, tears);
          }
        }
      }
    }
  }

  private static Losses.Kind kind(CrashPath.Cut cut) {
    return KINDS.get((cut.choice() + cut.lost()) % KINDS.size());
  }

  /** Many choices take turns with the sets of lost copies; inside an opening all do. */
  private boolean isWanted(CrashPoint point, int depth, CutChoices choices, CrashPath.Cut cut) {
    int others = point.places().sets() - 1;
    boolean every = depth == 0 && choices.count() <= density.mostWithEverySet;
    return cut.lost() == 0
        || every
        || (depth > 0
            && choices.tearsAll(cut.choice())
            && Integer.bitCount(cut.lost()) <= setup.spareCopies())
        || (others > 0 && cut.lost() == 1 + (cut.choice() + cut.point()) % others);
  }

  private void inspect(
      CrashPoint crash, CrashPath path, boolean mustOpen, boolean killed, boolean torn)
      throws IOException {
    states++;
    int depth = path.cuts().size();
    boolean again = depth <= MOST_NESTED && (only != null || isNested(depth, killed));
    again |= depth == 1 && torn && ++tornStates % density.nestedTorn == 0;
    SimPair before = again ? crash.pair().copy() : null;
    try {
      Truth known = crash.truth().copy();
      reopen(crash.pair(), known);
      if (only != null || states % density.aged == 0) {
        reopenAgain(crash.pair(), known, mustOpen);
      }
    } catch (MetadataDamagedException | WrongDeviceException e) {
      if (mustOpen) {
        throw new AssertionError(path.replay(), e);
      }
      refused++;
    } catch (IOException | AssertionError | RuntimeException e) {
      throw new AssertionError(path.replay(), e);
    }
    if (before != null) {
      visit(
          inside(
              new CrashPoint(
                  before, crash.truth(), crash.places(), crash.strained(), crash.torn())),
          path,
          mustOpen);
    }
  }

  /** Opens a pair for writing, and what is durable then for reading. */
  private RemapTarget reopen(SimPair pair, Truth known) throws IOException {
    openings++;
    RemapTarget target = Inspector.reopen(pair, known, true);
    openings++;
    return target;
  }

  private void reopenAgain(SimPair pair, Truth known, boolean promised) throws IOException {
    SimPair next = pair;
    for (int i = 1; i < OPENINGS; i++) {
      next = next.copy();
      reopen(next, known);
    }
    next = next.copy();
    goOn(reopen(next, known), next, known, promised);
  }

  /** A pair that was recovered serves as one that nothing happened to, if no more was lost. */
  private void goOn(RemapTarget target, SimPair pair, Truth known, boolean promised)
      throws IOException {
    try {
      for (Op op : SmallWorkload.more()) {
        op.run(target, pair, known);
        op.apply(known, MapView.of(target));
        known.acknowledged(target);
      }
    } catch (SparesExhaustedException e) {
      if (target.status().spares().get(0).free() > 2) {
        throw new AssertionError("slots are free, but can't be used", e);
      }
      return;
    } catch (BlockDeviceException e) {
      if (promised) {
        throw new AssertionError("does not go on after it was recovered", e);
      }
      return;
    }
    known.data.cut();
    reopen(pair.cut(PowerCut.none(), PowerCut.none()), known);
  }

  private boolean isNested(int depth, boolean killed) {
    int cut = depth == 1 ? density.nested : NESTED_AGAIN;
    return states % (killed ? density.nestedKilled : cut) == 0;
  }

  /** The points of an opening at which the power may go, and the one behind it. */
  private List<CrashPoint> inside(CrashPoint start) {
    List<CrashPoint> points = new ArrayList<>();
    SimPair pair = start.pair();
    boolean[] sameFlush = new boolean[1];
    Power power =
        new Power(
            pair,
            (copy, flush) -> {
              CrashPoint point =
                  new CrashPoint(
                      copy, start.truth(), start.places(), start.strained(), start.torn());
              int last = points.size() - 1;
              if (sameFlush[0] && points.get(last).isCoveredBy(point, true)) {
                points.remove(last);
              }
              points.add(point);
              sameFlush[0] = !flush;
            });
    power.snapshotAll(true);
    openings++;
    try {
      RemapTarget target = pair.open();
      power.leaveOn();
      Truth known = start.truth().copy();
      known.data.allDurable();
      known.published(MapView.of(target));
      known.loose = null;
      known.after = null;
      known.sequence = target.status().metadata().sequence();
      known.epoch = target.status().metadata().epoch();
      points.add(new CrashPoint(pair.copy(), known, start.places(), start.strained(), false));
    } catch (IOException e) {
      // What an opening that is refused did until then may be cut too.
    }
    return points;
  }
}

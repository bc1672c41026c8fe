package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.RemapTarget;
import dev.revector.stack.SmallWorkload.State;
import dev.revector.stack.SmallWorkload.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every workload of up to two steps, {@code -Drevector.deep=true}: three, on pairs with 1, 2, 3 and
 * 5 copies; the power cut before every changing request; every way in which what was pending may
 * have been left. Each time the pair is opened again and all that was acknowledged must be there.
 * At some states the power goes again at every request of that opening.
 */
class SmallWorkloadsTest {
  private static final boolean DEEP = Boolean.getBoolean("revector.deep");
  private static final int LONGEST = Integer.getInteger("revector.steps", DEEP ? 3 : 2);

  /** Of so many states one has its opening cut too. */
  private static final int NESTED = DEEP ? 20 : 400;

  private static final List<Setup> SETUPS =
      List.of(
          new Setup(1, 36 << 10, 512, 512),
          new Setup(2, 36 << 10, 512, 512),
          new Setup(3, 52 << 10, 512, 512),
          new Setup(5, 80 << 10, 512, 512),
          new Setup(2, 80 << 10, 1024, 512));

  private long states;

  @Test
  void shouldSurviveEveryCutOfEveryShortWorkload() throws IOException {
    long start = System.nanoTime();
    for (Setup setup : SETUPS) {
      for (List<Step> steps : workloads()) {
        run(setup, steps);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "workloads of %d steps: %d, crash states %d, %.0f per second%n",
        LONGEST, SETUPS.size() * workloads().size(), states, states / seconds);
    assertTrue(states > 10_000, "too few states to mean anything: " + states);
  }

  private static List<List<Step>> workloads() {
    List<List<Step>> all = new ArrayList<>();
    List<List<Step>> longest = List.of(List.of());
    for (int length = 1; length <= LONGEST; length++) {
      List<List<Step>> longer = new ArrayList<>();
      for (List<Step> steps : longest) {
        for (Step step : Step.values()) {
          List<Step> more = new ArrayList<>(steps);
          more.add(step);
          longer.add(more);
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return all;
  }

  private void run(Setup setup, List<Step> steps) throws IOException {
    List<State> reached = SmallWorkload.states(setup, steps);
    for (int at = 0; at < reached.size(); at++) {
      State state = reached.get(at);
      List<SimPair> cuts = CutChoices.all(state.pair(), state.truth());
      for (int cut = 0; cut < cuts.size(); cut++) {
        try {
          inspect(cuts.get(cut), state.truth());
        } catch (IOException | AssertionError | RuntimeException e) {
          throw new AssertionError(
              setup + ", steps=" + steps + ", request=" + at + ", cut=" + cut, e);
        }
      }
    }
  }

  private void inspect(SimPair after, Truth truth) throws IOException {
    if (++states % NESTED == 0) {
      for (int request = 0; openUntil(after.copy(), truth, request); request++) {
        states++;
      }
    }
    Truth known = truth.copy();
    known.data.cut();
    Inspector.reopen(after, known, true);
  }

  /** Opens with the power going at that request, then again; false if it did not get so far. */
  private static boolean openUntil(SimPair pair, Truth truth, int request) throws IOException {
    Truth known = truth.copy();
    known.data.cut();
    Power power = new Power(pair, copy -> {});
    power.cutAfter(request);
    try {
      RemapTarget target = Inspector.reopen(pair, known, false);
      known.published(MapView.of(target));
    } catch (BlockDeviceException e) {
      if (!power.isOut()) {
        throw e;
      }
    }
    pair.listen(operation -> {});
    Inspector.reopen(new Cuts(request, true).cut(pair, known), known, true);
    return power.isOut();
  }
}

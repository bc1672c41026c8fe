package dev.revector.stack;

import dev.revector.stack.SmallWorkload.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The general tests, the quick ones first, until one fails: short workloads, two requests at once,
 * the simulation. What a mutant has to get through; called in a class loader of its own.
 */
public final class Gauntlet {
  private static final int SEEDS = 600;

  private static final List<Setup> SETUPS =
      List.of(
          new Setup(2, 36 << 10, 512, 512),
          new Setup(1, 36 << 10, 512, 512),
          new Setup(2, 80 << 10, 1024, 512),
          new Setup(2, 288 << 10, 512, 4096),
          new Setup(3, 52 << 10, 512, 512),
          new Setup(5, 80 << 10, 512, 512));

  private Gauntlet() {}

  private interface Part {
    void run() throws Exception;
  }

  /** Runs them; returns the name of the first that fails, a tab, and what it says, or nothing. */
  public static String run() {
    List<String> found = new ArrayList<>();
    for (Setup setup : SETUPS.subList(0, 3)) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, 1));
    }
    attempt(found, "SimulationTest", () -> simulate(0, SEEDS / 10));
    attempt(found, "InterleavingTest", InterleavingTest::explore);
    for (Setup setup : SETUPS.subList(3, 6)) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, 1));
    }
    attempt(found, "SimulationTest", () -> simulate(SEEDS / 10, SEEDS));
    for (Setup setup : SETUPS) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, 2));
    }
    return found.isEmpty() ? "" : found.get(0);
  }

  private static void attempt(List<String> found, String test, Part part) {
    if (!found.isEmpty()) {
      return;
    }
    try {
      part.run();
    } catch (Throwable e) {
      found.add(test + "\t" + describe(e));
    }
  }

  /** The first line, and the innermost cause. */
  private static String describe(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String last = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return first + " | " + cause.getClass().getSimpleName() + ": " + last;
  }

  private static void explore(Setup setup, int steps) throws Exception {
    for (Step one : Step.values()) {
      if (steps == 1) {
        new Exploration(setup, List.of(one), null).run();
        continue;
      }
      for (Step two : Step.values()) {
        new Exploration(setup, List.of(one, two), null).run();
      }
    }
  }

  private static void simulate(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      SimulationTest.run("shouldLoseNothingInsideThePromise", seed, false);
      SimulationTest.run("shouldNeverInventAnythingBeyondThePromise", seed, true);
    }
  }
}

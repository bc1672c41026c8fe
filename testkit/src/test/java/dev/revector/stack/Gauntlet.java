package dev.revector.stack;

import dev.revector.stack.SmallWorkload.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The general tests, the quick ones first, until one fails: short workloads, the simulation, a
 * request that fails, two requests at once, ruined pairs. What a mutant has to get through, in a
 * JVM of its own.
 */
public final class Gauntlet {
  private static final int SEEDS = 600;

  private static final List<Setup> SETUPS =
      List.of(
          new Setup(2, 36 << 10, 512, 512),
          new Setup(1, 36 << 10, 512, 512),
          new Setup(3, 52 << 10, 512, 512),
          new Setup(4, 68 << 10, 512, 512),
          new Setup(2, 80 << 10, 1024, 512),
          new Setup(2, 288 << 10, 512, 4096),
          new Setup(5, 80 << 10, 512, 512));

  /** Steps with thousands of states, each slow to open. */
  private static final Set<Step> SLOW = EnumSet.of(Step.COPY_FAILS, Step.COPIES_FAIL);

  private static final Set<Step> QUICK = EnumSet.complementOf(EnumSet.copyOf(SLOW));

  private Gauntlet() {}

  private interface Part {
    void run() throws Exception;
  }

  /** Runs them; the last line says which failed first, a tab, and how. */
  public static void main(String... none) {
    System.out.println(run());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String run() {
    List<String> found = new ArrayList<>();
    attempt(found, "ShortWorkloadsTest", () -> explore(SETUPS.get(0), QUICK));
    attempt(found, "SimulationTest", () -> simulate(0, SEEDS / 10));
    attempt(found, "RequestFailureTest", RequestFailureTest::explore);
    for (Setup setup : SETUPS.subList(1, 4)) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, QUICK));
    }
    for (Setup setup : SETUPS.subList(0, 3)) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, SLOW));
    }
    attempt(found, "InterleavingTest", InterleavingTest::explore);
    for (Setup setup : SETUPS.subList(4, SETUPS.size())) {
      attempt(found, "ShortWorkloadsTest", () -> explore(setup, QUICK));
    }
    attempt(found, "SimulationTest", () -> simulate(SEEDS / 10, SEEDS));
    attempt(found, "RuinTest", Gauntlet::ruin);
    return found.isEmpty() ? "" : found.get(0);
  }

  private static void attempt(List<String> found, String test, Part part) {
    if (!found.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    try {
      part.run();
      System.out.printf("%s: %.1f s%n", test, (System.nanoTime() - start) / 1e9);
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

  private static void explore(Setup setup, Set<Step> steps) throws Exception {
    for (Step step : steps) {
      new Exploration(setup, List.of(step), Density.MENDING, null).run();
    }
  }

  private static void simulate(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      SimulationTest.run("shouldLoseNothingInsideThePromise", seed, false);
      SimulationTest.run("shouldNeverInventAnythingBeyondThePromise", seed, true);
    }
  }

  private static void ruin() {
    for (int seed = 0; seed < SEEDS / 2; seed++) {
      RuinTest.ruinPair(seed);
    }
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs whole pairs through random work, faults and power cuts, one seed after the other.
 *
 * <p>{@code -Drevector.seed=N} runs that seed alone; {@code -Drevector.deep=true} runs for half an
 * hour per profile, {@code -Drevector.seconds=S} for as long as you like.
 */
class SimulationTest {
  private static final int OPERATIONS = 60;
  private static final long SECONDS =
      Long.getLong("revector.seconds", Boolean.getBoolean("revector.deep") ? 1800 : 10);

  @Test
  void shouldLoseNothingInsideThePromise() {
    run("shouldLoseNothingInsideThePromise", false);
  }

  @Test
  void shouldNeverInventAnythingBeyondThePromise() {
    run("shouldNeverInventAnythingBeyondThePromise", true);
  }

  private static void run(String test, boolean beyond) {
    Long only = Long.getLong("revector.seed");
    long first = only == null ? Long.getLong("revector.first", 0) : only;
    long start = System.nanoTime();
    long states = 0;
    long seed = first;
    do {
      states += run(test, seed++, beyond);
    } while (only == null && System.nanoTime() - start < SECONDS * 1_000_000_000L);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: seeds %d..%d, crash states %d, %.0f per second%n",
        test, first, seed - 1, states, states / seconds);
    assertTrue(states > 0, "no state was inspected");
  }

  private static long run(String test, long seed, boolean beyond) {
    List<Setup> setups = Setup.ALL;
    Simulation simulation = null;
    try {
      simulation = new Simulation(setups.get((int) (seed % setups.size())), seed, beyond);
      simulation.run(OPERATIONS);
      return simulation.states();
    } catch (Throwable e) {
      throw new AssertionError(
          "replay with -Drevector.seed="
              + seed
              + " -Dtest=SimulationTest#"
              + test
              + (simulation == null ? "" : "\n  " + simulation.log()),
          e);
    }
  }
}

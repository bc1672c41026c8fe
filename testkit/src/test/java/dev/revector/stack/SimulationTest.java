package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs whole pairs through random work, faults and power cuts, one seed after the other.
 *
 * <p>{@code -Drevector.seed=N} runs that seed alone, {@code -Drevector.seeds=N} so many, {@code
 * -Drevector.first=N} from that one on.
 */
class SimulationTest {
  private static final int OPERATIONS = 60;
  private static final long SEEDS = Long.getLong("revector.seeds", Effort.of(500, 200_000));

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
    long end = only == null ? first + SEEDS : first + 1;
    long start = System.nanoTime();
    long states =
        LongStream.range(first, end).parallel().map(seed -> run(test, seed, beyond)).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: seeds %d..%d, crash states %d, in %.0f s%n", test, first, end - 1, states, seconds);
    assertTrue(states > 0, "no state was inspected");
  }

  /** Runs one seed; returns how many states were inspected. */
  static long run(String test, long seed, boolean beyond) {
    Simulation simulation = null;
    try {
      simulation = new Simulation(seed, beyond);
      simulation.run(OPERATIONS);
      return simulation.states();
    } catch (Throwable e) {
      String replay = "replay with -Drevector.seed=" + seed + " -Dtest=SimulationTest#" + test;
      // At once: of a stream's failures only one is thrown, and others may run for long.
      System.out.println(replay);
      String log = simulation == null ? "" : "\n  " + simulation.log();
      throw new AssertionError(replay + log, e);
    }
  }
}

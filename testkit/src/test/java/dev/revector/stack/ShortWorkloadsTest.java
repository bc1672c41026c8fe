package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.stack.SmallWorkload.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Every workload of one step, of two on the smaller pairs, in a deep run of up to three, on pairs
 * with 1 to 5 copies and blocks of 512 and 4096 bytes; the power cut at every request; every way in
 * which what was pending may have been left; every set of copies lost as long as one is left. Each
 * time the pair is opened again and all that was acknowledged must be there, or, beyond the
 * promise, a typed refusal.
 *
 * <p>A failure prints one line; the option in it, {@code -Drevector.state=...}, replays it.
 */
class ShortWorkloadsTest {
  private static final long LEAST_STATES = Effort.of(2_000_000, 100_000_000);

  /** With {@code -Drevector.steps=N} the longest workloads of all pairs, 0 for those below. */
  private static final int STEPS = Integer.getInteger("revector.steps", 0);

  /** Steps of the longest workloads; more copies and larger blocks have more states each. */
  private static final Map<Setup, Integer> LONGEST = new LinkedHashMap<>();

  static {
    LONGEST.put(new Setup(1, 36 << 10, 512, 512), Effort.of(2, 3));
    LONGEST.put(new Setup(2, 36 << 10, 512, 512), Effort.of(2, 3));
    LONGEST.put(new Setup(2, 80 << 10, 1024, 512), Effort.of(2, 3));
    LONGEST.put(new Setup(2, 288 << 10, 512, 4096), Effort.of(1, 2));
    LONGEST.put(new Setup(3, 52 << 10, 512, 512), Effort.of(2, 3));
    LONGEST.put(new Setup(4, 68 << 10, 512, 512), Effort.of(1, 3));
    LONGEST.put(new Setup(5, 80 << 10, 512, 512), Effort.of(1, 3));
    LONGEST.put(new Setup(3, 400 << 10, 4096, 4096), Effort.of(1, 2));
    LONGEST.put(new Setup(5, 640 << 10, 4096, 4096), Effort.of(1, 2));
  }

  /** States that were once found wrong, and that the normal run does not come by. */
  private static final List<String> FOUND_BEFORE =
      List.of("2-294912-512-4096:COPY_FAILS+SLOT_FAILS:1.489.2:6.4.0");

  private final LongAdder states = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder cpuNanos = new LongAdder();

  @Test
  void shouldSurviveEveryCutOfEveryShortWorkload() throws IOException {
    String one = System.getProperty("revector.state");
    if (one != null) {
      replay(one);
      return;
    }
    LONGEST.forEach((setup, longest) -> exploreAll(setup, workloads(STEPS > 0 ? STEPS : longest)));
    System.out.printf("all: crash states %d, of them refused %d%n", states.sum(), refused.sum());
    long least = STEPS > 0 ? 10_000 : LEAST_STATES;
    assertTrue(states.sum() >= least, "too few states: " + states);
  }

  @Test
  void shouldSurviveWhatWasFoundBefore() throws IOException {
    for (String state : FOUND_BEFORE) {
      assertTrue(replay(state) > 0, "no such state any more: " + state);
    }
  }

  private static long replay(String state) throws IOException {
    CrashPath path = CrashPath.parse(state);
    Exploration exploration = new Exploration(path.setup(), path.steps(), path);
    exploration.run();
    return exploration.states();
  }

  private void exploreAll(Setup setup, List<List<Step>> workloads) {
    long before = states.sum();
    long cpuBefore = cpuNanos.sum();
    long start = System.nanoTime();
    workloads.parallelStream().forEach(steps -> explore(setup, steps));
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = (cpuNanos.sum() - cpuBefore) / 1e9;
    long count = states.sum() - before;
    System.out.printf(
        "%s: workloads %d, crash states %d in %.0f s, per second and core %.0f states, %.0f"
            + " reopens%n",
        setup, workloads.size(), count, seconds, count / cpu, 2 * count / cpu);
  }

  private void explore(Setup setup, List<Step> steps) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Exploration exploration = new Exploration(setup, steps, null);
    try {
      exploration.run();
    } catch (IOException e) {
      throw new AssertionError(setup + ", steps=" + steps, e);
    }
    states.add(exploration.states());
    refused.add(exploration.refused());
    cpuNanos.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
  }

  private static List<List<Step>> workloads(int most) {
    List<List<Step>> all = new ArrayList<>();
    List<List<Step>> longest = List.of(List.of());
    for (int length = 1; length <= most; length++) {
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
}

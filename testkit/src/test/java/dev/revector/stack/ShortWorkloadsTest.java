package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.stack.SmallWorkload.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every workload of one step, of two on smaller pairs, of three on the smallest, in a deep run of
 * one more at least, with 1 to 5 copies and blocks of 512 and 4096 bytes; the power cut at every
 * request; every way in which what was pending may have been left; every set of copies lost as long
 * as one is left. Each time the pair is opened again and all that was acknowledged must be there,
 * or, beyond the promise, a typed refusal.
 *
 * <p>A failure prints one line; the option in it, {@code -Drevector.state=...}, replays it.
 */
class ShortWorkloadsTest {
  private static final Set<Step> ALL = EnumSet.allOf(Step.class);
  private static final long LEAST_STATES = Effort.of(2_000_000, 100_000_000);

  /** With {@code -Drevector.steps=N} the longest workloads of all pairs, 0 for those below. */
  private static final int STEPS = Integer.getInteger("revector.steps", 0);

  /** Steps that make many requests, and so tens of times as many states as others. */
  private static final Set<Step> LONG =
      EnumSet.of(Step.CHECKPOINT, Step.COPY_FAILS, Step.COPIES_FAIL, Step.COPY_MISDIRECTS);

  private static final Set<Step> SHORT = EnumSet.complementOf(EnumSet.copyOf(LONG));

  /** What is tried, the longest first. More copies and larger blocks have more states each. */
  private static final List<Plan> PLANS =
      List.of(
          new Plan(new Setup(5, 640 << 10, 4096, 4096), SHORT, Effort.of(1, 2)),
          new Plan(new Setup(3, 400 << 10, 4096, 4096), SHORT, Effort.of(1, 2)),
          new Plan(new Setup(5, 80 << 10, 512, 512), ALL, Effort.of(1, 3)),
          new Plan(new Setup(4, 68 << 10, 512, 512), ALL, Effort.of(1, 3)),
          new Plan(new Setup(3, 52 << 10, 512, 512), ALL, Effort.of(2, 3)),
          new Plan(new Setup(2, 288 << 10, 512, 4096), ALL, Effort.of(1, 2)),
          new Plan(new Setup(2, 80 << 10, 1024, 512), ALL, Effort.of(2, 3)),
          new Plan(new Setup(2, 36 << 10, 512, 512), ALL, Effort.of(2, 4)),
          new Plan(new Setup(1, 36 << 10, 512, 512), ALL, Effort.of(3, 4)));

  /** Every workload of these steps on a pair, up to so many steps long. */
  private record Plan(Setup setup, Set<Step> steps, int longest) {
    List<List<Step>> workloads() {
      List<List<Step>> all = new ArrayList<>();
      List<List<Step>> longest = List.of(List.of());
      for (int length = 1; length <= (STEPS > 0 ? STEPS : this.longest); length++) {
        List<List<Step>> longer = new ArrayList<>();
        for (List<Step> before : longest) {
          for (Step step : steps) {
            List<Step> more = new ArrayList<>(before);
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

  /** Workloads of which a state was once found wrong, and that the normal run does not come by. */
  private static final List<String> FOUND_BEFORE =
      List.of(
          "2-294912-512-4096:COPY_FAILS+SLOT_FAILS",
          "4-69632-512-512:MANY_READ_ERRORS+REOPEN+COPY_FAILS");

  @Test
  void shouldSurviveEveryCutOfEveryShortWorkload() throws Exception {
    String one = System.getProperty("revector.state");
    if (one != null) {
      replay(one);
      return;
    }
    long start = System.nanoTime();
    AssertionError wrong = new AssertionError("states were found wrong");
    List<Tally> tallies = exploreAll(wrong);
    tallies.forEach(System.out::println);
    long states = tallies.stream().mapToLong(tally -> tally.states.sum()).sum();
    System.out.printf(
        "all: crash states %d, in %.0f s%n", states, (System.nanoTime() - start) / 1e9);
    if (wrong.getSuppressed().length > 0) {
      throw wrong;
    }
    long least = STEPS > 0 || Effort.PARTS > 1 ? 10_000 : LEAST_STATES;
    assertTrue(states >= least, "too few states: " + states);
  }

  @Test
  void shouldSurviveWhatWasFoundBefore() throws IOException {
    for (String workload : FOUND_BEFORE) {
      CrashPath path = CrashPath.parse(workload);
      Exploration exploration = exploration(path, null);
      exploration.run();
      System.out.println(path + ": crash states " + exploration.states());
      assertTrue(exploration.states() > 0, "no states: " + workload);
    }
  }

  private static void replay(String state) throws IOException {
    CrashPath path = CrashPath.parse(state);
    Exploration exploration = exploration(path, path);
    exploration.run();
    assertTrue(exploration.states() > 0, "no such state: " + state);
  }

  private static Exploration exploration(CrashPath path, @Nullable CrashPath only) {
    return new Exploration(path.setup(), path.steps(), Density.of(path.steps().size()), only);
  }

  /** What the workloads of one pair came to. */
  private record Tally(
      Setup setup, LongAdder states, LongAdder openings, LongAdder refused, LongAdder cpuNanos) {
    Tally(Setup setup) {
      this(setup, new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }

    void explore(List<Step> steps) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Exploration exploration = new Exploration(setup, steps, Density.of(steps.size()), null);
      try {
        exploration.run();
      } catch (IOException e) {
        throw new AssertionError(setup + ", steps=" + steps, e);
      }
      states.add(exploration.states());
      openings.add(exploration.openings());
      refused.add(exploration.refused());
      cpuNanos.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }

    @Override
    public String toString() {
      double cpu = cpuNanos.sum() / 1e9;
      return String.format(
          "%s: crash states %d, of them refused %d; in %.0f s of processor time, reopens a second"
              + " %.0f",
          setup, states.sum(), refused.sum(), cpu, openings.sum() / cpu);
    }
  }

  /**
   * All workloads, as many at once as there are cores, those with the most states first.
   *
   * @param wrong takes what was found
   */
  private static List<Tally> exploreAll(AssertionError wrong) throws InterruptedException {
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Tally> tallies = new ArrayList<>();
      CompletionService<Void> running = new ExecutorCompletionService<>(cores);
      int piece = 0;
      int count = 0;
      for (Plan plan : PLANS) {
        Tally tally = new Tally(plan.setup());
        tallies.add(tally);
        for (List<Step> steps : plan.workloads()) {
          if (Effort.isMine(piece++)) {
            Future<Void> unused = running.submit(() -> tally.explore(steps), null);
            count++;
          }
        }
      }
      for (int i = 0; i < count; i++) {
        try {
          running.take().get();
        } catch (ExecutionException e) {
          // A long run goes on: there may be others, and they are all wanted.
          System.out.println(e.getCause().getMessage());
          wrong.addSuppressed(e.getCause());
        }
      }
      return tallies;
    } finally {
      cores.shutdownNow();
    }
  }
}

package dev.revector.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks can be run: nothing is measured here. */
final class BenchmarksTest {
  private static final int REMAPS = 1000;

  /** Each benchmark of a class is set up for each contestant and called once. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        AllocatorBenchmark.class,
        BesideWriterBenchmark.class,
        CommitBenchmark.class,
        DataPathBenchmark.class,
        LookupBenchmark.class,
        OpenBenchmark.class,
        RangeBenchmark.class,
        StoreBenchmark.class
      })
  void shouldRunOnce(Class<?> benchmarks) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + benchmarks.getSimpleName() + "\\.")
            .param("remaps", String.valueOf(REMAPS))
            .param("slots", "100000")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Collection<RunResult> results = new Runner(options.build()).run();
    assertFalse(results.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(SectorMap.Kind.class)
  void shouldFindWhatWasPutIn(SectorMap.Kind kind) {
    for (Sectors sectors : EnumSet.allOf(Sectors.class)) {
      SectorMap map = kind.filled(sectors, REMAPS);
      for (long i = 0; i < 2 * REMAPS; i++) {
        boolean inside = i < REMAPS && kind != SectorMap.Kind.NOTHING;
        assertEquals(inside ? sectors.place(i) : SectorMap.NONE, map.get(sectors.sector(i)));
        long around = Math.max(0, sectors.sector(i) - 20);
        assertEquals(map.isClear(around, 40), map.count(around, 40) == 0);
        assertTrue(!inside || map.count(around, 40) > 0);
      }
    }
  }
}

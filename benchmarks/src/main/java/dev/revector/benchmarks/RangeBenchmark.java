package dev.revector.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A request of 1 MiB: is all of it healthy, and if not, which sectors are remapped. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RangeBenchmark {
  private static final int QUERIES = 1 << 14;
  private static final int SECTORS = 2048;

  @Param({"REVECTOR", "SKIP_LIST", "TREE_MAP", "AGRONA", "HPPC"})
  SectorMap.Kind map;

  @Param({"1000", "1000000", "10000000"})
  int remaps;

  private SectorMap contestant;
  private long[] healthy;
  private long[] mixed;
  private int next;

  /** Fills the map, and looks for ranges of either kind. */
  @Setup
  public void fill() {
    contestant = map.filled(Sectors.SCATTERED, remaps);
    SplittableRandom random = new SplittableRandom(remaps);
    healthy = new long[QUERIES];
    mixed = new long[QUERIES];
    for (int q = 0; q < QUERIES; q++) {
      do {
        healthy[q] = random.nextLong(Sectors.ALL - SECTORS);
      } while (!contestant.isClear(healthy[q], SECTORS));
      long inside = Sectors.SCATTERED.sector(random.nextLong(remaps));
      mixed[q] = Math.max(0, Math.min(inside, Sectors.ALL - SECTORS) - random.nextInt(SECTORS));
    }
  }

  /** Nothing remapped. */
  @Benchmark
  public boolean healthy() {
    return contestant.isClear(healthy[next++ & QUERIES - 1], SECTORS);
  }

  /** At least one remapped. */
  @Benchmark
  public long mixed() {
    return contestant.count(mixed[next++ & QUERIES - 1], SECTORS);
  }
}

package dev.revector.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One sector, looked up: is it remapped, and where to. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
  private static final int CALLS = 1024;
  private static final int FEW = 1 << 16;
  private static final int MANY = 1 << 20;

  @Param SectorMap.Kind map;

  @Param({"0", "1000", "100000", "1000000", "10000000"})
  int remaps;

  @Param Sectors pattern;

  private SectorMap contestant;
  private long[] inside;
  private long[] outside;
  private int next;

  /** Fills the map, and chooses what to ask for. */
  @Setup
  public void fill() {
    contestant = map.filled(pattern, remaps);
    SplittableRandom random = new SplittableRandom(remaps);
    int queries = remaps < MANY / 2 ? FEW : MANY;
    inside = new long[queries];
    outside = new long[queries];
    for (int q = 0; q < queries; q++) {
      inside[q] = pattern.sector(random.nextLong(Math.max(1, remaps)));
      outside[q] = pattern.sector(random.nextLong(remaps, Sectors.ALL));
    }
  }

  /** A sector that is remapped; in an empty map, one that is not. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long hit() {
    return ask(inside);
  }

  /** A healthy sector. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long miss() {
    return ask(outside);
  }

  private long ask(long[] sectors) {
    int from = next;
    next = from + CALLS & sectors.length - 1;
    long sum = 0;
    for (int i = from; i < from + CALLS; i++) {
      sum += contestant.get(sectors[i]);
    }
    return sum;
  }
}

package dev.revector.benchmarks;

import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;
import java.util.ServiceLoader;
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

/** The slots of a spare, empty and nearly full; 268 million of 512 bytes are 128 GiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocatorBenchmark {
  private static final int STRETCH = 100;
  private static final int QUERIES = 1 << 16;

  @Param({"1000000", "268435456"})
  long slots;

  @Param({"0", "99"})
  int percentFull;

  private SpareAllocator allocator;
  private long[] queries;
  private int next;

  /** Fills it: of each hundred slots the last stays free. */
  @Setup
  public void fill() {
    allocator =
        ServiceLoader.load(SpareAllocatorProvider.class).findFirst().orElseThrow().create(slots);
    for (long slot = 0; percentFull > 0 && slot + STRETCH <= slots; slot += STRETCH) {
      allocator.markUsed(slot, percentFull);
    }
    queries = new SplittableRandom(1).longs(QUERIES, 0, slots).toArray();
  }

  /** Takes a slot and gives it back. */
  @Benchmark
  public long allocateAndRelease() {
    long slot = allocator.allocate(SpareAllocator.NONE);
    allocator.release(slot, 1);
    return slot;
  }

  /** Asks whether a slot is metadata's. */
  @Benchmark
  public boolean isReserved() {
    return allocator.isReserved(queries[next++ & QUERIES - 1]);
  }
}

package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One remap made durable in a rival, in one copy and without data: beside CommitBenchmark. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Fork(jvmArgsAppend = {StoreKind.OPEN_NIO, StoreKind.OPEN_CHANNELS})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBenchmark {
  @Param StoreKind store;

  @Param({"0", "1000000"})
  int remaps;

  private final AtomicLong count = new AtomicLong();
  private Path folder;
  private Store rival;

  /** Makes the store. */
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("revector-benchmark");
    rival = store.open(folder);
    rival.fill(Sectors.SCATTERED, remaps);
  }

  /** Removes it. */
  @TearDown
  public void close() throws IOException {
    rival.close();
    PairFiles.delete(folder);
  }

  /** A put. */
  @Benchmark
  public void put() throws IOException {
    long i = remaps + count.getAndIncrement();
    rival.put(Sectors.SCATTERED.sector(i), Sectors.SCATTERED.place(i), i);
  }
}

package dev.revector.benchmarks;

import dev.revector.RemapTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A sector moved to the spare: data and map durable. Beside it the floor, the same writes and
 * flushes on a file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CommitBenchmark {
  private static final int BLOCK = 4096;
  private static final int RING = 100;

  @Param({"1", "3", "5"})
  int copies;

  @Param({"0", "1000000"})
  int remaps;

  private final AtomicLong count = new AtomicLong();
  private PairFiles files;
  private RemapTarget target;
  private FileChannel bare;

  /** Makes pair and file. */
  @Setup
  public void open() throws IOException {
    files = new PairFiles(copies, remaps);
    target = files.open();
    bare =
        FileChannel.open(
            files.folder().resolve("bare.img"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    for (int position = 0; position < (copies + 1) * RING; position++) {
      write(0, position);
    }
    bare.force(true);
  }

  /** Removes them. */
  @TearDown
  public void close() throws IOException {
    bare.close();
    target.close();
    files.close();
  }

  /** A remap. */
  @Benchmark
  public void remap() throws IOException {
    target.remap(Sectors.SCATTERED.sector(remaps + count.getAndIncrement()), 1);
  }

  /** Data, then a block of each copy in two stages. A copy alone has each record twice. */
  @Benchmark
  public void floor() throws IOException {
    long round = count.getAndIncrement() % RING;
    write(0, round);
    bare.force(false);
    int lanes = Math.max(2, copies);
    for (int lane = 0; lane < lanes; lane++) {
      if (lane == lanes / 2) {
        bare.force(false);
      }
      write(Math.min(copies, 1 + lane), round);
    }
    bare.force(false);
  }

  private void write(int file, long position) throws IOException {
    bare.write(ByteBuffer.allocate(BLOCK), ((long) file * RING + position) * BLOCK);
  }
}

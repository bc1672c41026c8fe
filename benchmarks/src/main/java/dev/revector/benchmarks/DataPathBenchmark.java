package dev.revector.benchmarks;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.TearDown;

/** Requests of healthy sectors of a disk of memory, bare and through a target. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DataPathBenchmark {
  /** What is asked. */
  public enum Disk {
    BARE,
    TARGET
  }

  @Param Disk disk;

  @Param({"0", "1000"})
  int remaps;

  @Param({"4096", "1048576"})
  int bytes;

  private PairFiles files;
  private BlockDevice device;

  /** Makes the disk. */
  @Setup
  public void open() throws IOException {
    files = new PairFiles(5, remaps);
    device = disk == Disk.BARE ? files.main() : files.open();
  }

  /** Removes it. */
  @TearDown
  public void close() throws IOException {
    device.close();
    files.close();
  }

  /** A thread's buffer, and where it goes: healthy sectors. */
  @State(Scope.Thread)
  public static class Requests {
    private static final int COUNT = 1 << 10;
    private final long[] lbas = new long[COUNT];
    private ByteBuffer buffer;
    private int next;

    /** Chooses the places. */
    @Setup
    public void choose(DataPathBenchmark benchmark) {
      buffer = ByteBuffer.allocateDirect(benchmark.bytes);
      int sectors = benchmark.bytes / 512;
      SplittableRandom random = new SplittableRandom(Thread.currentThread().threadId());
      long[] bad = new long[benchmark.remaps];
      for (int i = 0; i < bad.length; i++) {
        bad[i] = Sectors.SCATTERED.sector(i);
      }
      for (int i = 0; i < COUNT; i++) {
        do {
          lbas[i] = random.nextLong(Sectors.ALL / sectors) * sectors;
        } while (touches(bad, lbas[i], sectors));
      }
    }

    private static boolean touches(long[] bad, long lba, int sectors) {
      for (long sector : bad) {
        if (lba <= sector && sector < lba + sectors) {
          return true;
        }
      }
      return false;
    }

    private long lba() {
      return lbas[next++ & COUNT - 1];
    }
  }

  /** Reads. */
  @Benchmark
  public ByteBuffer read(Requests requests) throws IOException {
    device.read(requests.lba(), requests.buffer.clear());
    return requests.buffer;
  }

  /** Writes. */
  @Benchmark
  public void write(Requests requests) throws IOException {
    device.write(requests.lba(), requests.buffer.clear());
  }
}

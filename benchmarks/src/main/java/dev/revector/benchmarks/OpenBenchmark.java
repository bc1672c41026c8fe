package dev.revector.benchmarks;

import dev.revector.RemapTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;
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

/** An opening, all five copies verified; the bytes in the page cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(jvmArgsAppend = {StoreKind.OPEN_NIO, StoreKind.OPEN_CHANNELS})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OpenBenchmark {
  private static final int COPIES = 5;
  private static final int ENTRY_BYTES = 24;
  private static final int AT_ONCE = 1 << 20;

  @Param({"1000000"})
  int remaps;

  private PairFiles files;

  /** Makes the pair. */
  @Setup
  public void fill() throws IOException {
    files = new PairFiles(COPIES, remaps);
  }

  /** Removes it. */
  @TearDown
  public void delete() throws IOException {
    files.close();
  }

  /** Opens and closes. */
  @Benchmark
  public long open() throws IOException {
    try (RemapTarget target = files.open()) {
      return target.status().remappedSectors();
    }
  }

  /** The floor: reads as many bytes as the entries of all copies take, and closes. */
  @Benchmark
  public long readBytes() throws IOException {
    ByteBuffer room = ByteBuffer.allocateDirect(AT_ONCE);
    long bytes = (long) COPIES * ENTRY_BYTES * remaps;
    try (FileChannel channel = FileChannel.open(files.sparePath())) {
      for (long at = 0; at < bytes; at += AT_ONCE) {
        channel.read(room.clear(), at);
      }
    }
    return room.get(0);
  }

  /** A rival with as many entries. */
  @State(Scope.Benchmark)
  public static class Rival {
    @Param StoreKind store;
    private Path folder;

    /** Makes it. */
    @Setup
    public void fill(OpenBenchmark benchmark) throws IOException {
      folder = Files.createTempDirectory("revector-benchmark");
      try (Store rival = store.open(folder)) {
        rival.fill(Sectors.SCATTERED, benchmark.remaps);
      }
    }

    /** Removes it. */
    @TearDown
    public void delete() throws IOException {
      PairFiles.delete(folder);
    }
  }

  /** Opens a rival, reads its one copy into a map, and closes. */
  @Benchmark
  public long openRival(Rival rival) throws IOException {
    Long2LongHashMap map = new Long2LongHashMap(-1);
    try (Store store = rival.store.open(rival.folder)) {
      store.forEach((lba, place, details) -> map.put(lba, place));
    }
    return map.size();
  }
}

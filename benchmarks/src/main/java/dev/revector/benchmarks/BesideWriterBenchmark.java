package dev.revector.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looks up while another thread puts sectors in and takes them out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BesideWriterBenchmark {
  private static final int QUERIES = 1 << 16;

  @Param({"REVECTOR", "CONCURRENT_HASH_MAP", "SKIP_LIST"})
  SectorMap.Kind map;

  @Param({"1000", "1000000"})
  int remaps;

  private SectorMap contestant;
  private long[] inside;
  private long[] outside;
  private long written;

  /** Fills the map. */
  @Setup
  public void fill() {
    contestant = map.filled(Sectors.SCATTERED, remaps);
    SplittableRandom random = new SplittableRandom(remaps);
    inside = random.longs(QUERIES, 0, remaps).map(Sectors.SCATTERED::sector).toArray();
    outside = random.longs(QUERIES, 1L << 32, Sectors.ALL).map(Sectors.SCATTERED::sector).toArray();
  }

  /** The reader's place. */
  @State(Scope.Thread)
  public static class Reader {
    private int next;
  }

  /** The reader, of remapped sectors. */
  @Benchmark
  @Group("hit")
  public long reader(Reader reader) {
    return contestant.get(inside[reader.next++ & QUERIES - 1]);
  }

  /** The writer beside it: every second call takes out what the one before put in. */
  @Benchmark
  @Group("hit")
  public void writer() {
    write();
  }

  /** The reader, of healthy sectors. */
  @Benchmark
  @Group("miss")
  public long readerOfHealthy(Reader reader) {
    return contestant.get(outside[reader.next++ & QUERIES - 1]);
  }

  /** The writer beside it. */
  @Benchmark
  @Group("miss")
  public void writerBesideHealthy() {
    write();
  }

  private void write() {
    long i = remaps + (written >>> 1) % 1_000_000;
    if ((written++ & 1) == 0) {
      contestant.put(Sectors.SCATTERED, i);
    } else {
      contestant.remove(Sectors.SCATTERED, i);
    }
  }
}

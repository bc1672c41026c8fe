package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.stack.RegisterHistory.Step;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A fresh pair, threads that work on a few of its sectors, and what they saw. In every other round
 * no sector goes bad, and no write may repeat.
 */
final class ConcurrentRound {
  private static final int SECTORS = 8;
  private static final int STEPS = 12;

  private final SimPair pair;
  private final RemapTarget target;
  private final int threads;
  private final int seed;
  private final boolean sound;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger versions = new AtomicInteger();
  private final AtomicInteger moved = new AtomicInteger();
  private final List<RegisterHistory> sectors = new ArrayList<>();
  private final List<Step> flushes = new ArrayList<>();

  ConcurrentRound(int block, int threads, int seed) throws IOException {
    this.threads = threads;
    this.seed = seed;
    this.sound = seed % 2 == 1;
    pair = SimPair.fresh(new Setup(2, 96 * block, block, 512), 4L * seed);
    target = pair.create();
    pair.listen(operation -> perhapsPause());
    for (int lba = 0; lba < SECTORS; lba++) {
      sectors.add(new RegisterHistory(0));
    }
  }

  private static void perhapsPause() {
    if (ThreadLocalRandom.current().nextInt(3) == 0) {
      LockSupport.parkNanos(1_000);
    }
  }

  /** What one thread saw. */
  private record Seen(int lba, Step step) {}

  /** Returns how many sectors were asked to be moved. */
  int run() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<List<Seen>>> workers = new ArrayList<>();
      for (int id = 0; id < threads; id++) {
        Random random = new Random(seed * 64L + id);
        Callable<List<Seen>> work =
            () -> {
              start.await();
              return work(random);
            };
        workers.add(pool.submit(work));
      }
      for (Future<List<Seen>> worker : workers) {
        worker.get().forEach(this::add);
      }
    } finally {
      pool.shutdownNow();
    }
    return moved.get();
  }

  private void add(Seen seen) {
    if (seen.lba() < 0) {
      flushes.add(seen.step());
    } else {
      sectors.get(seen.lba()).add(seen.step());
    }
  }

  private List<Seen> work(Random random) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      int lba = random.nextInt(SECTORS);
      int count = 1 + random.nextInt(Math.min(3, SECTORS - lba));
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> write(lba, count, seen);
        case 3, 4, 5 -> read(lba, count, seen);
        case 6, 7 -> target.remap(lba, count);
        case 8, 9 -> release(lba, count);
        case 10 -> flush(seen);
        default -> {
          if (!sound) {
            spoil(lba, random);
          }
        }
      }
    }
    return seen;
  }

  private void write(int lba, int count, List<Seen> seen) throws IOException {
    int version = versions.incrementAndGet();
    ByteBuffer data = Stamp.of(lba, count, version);
    long begun = clock.incrementAndGet();
    target.write(lba, data);
    long ended = clock.incrementAndGet();
    for (int sector = lba; sector < lba + count; sector++) {
      seen.add(new Seen(sector, new Step(true, count > 1 && !sound, version, begun, ended)));
    }
  }

  private void read(int lba, int count, List<Seen> seen) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count * Stamp.BYTES);
    long begun = clock.incrementAndGet();
    target.read(lba, data);
    long ended = clock.incrementAndGet();
    for (int i = 0; i < count; i++) {
      int version = Stamp.version(data, i * Stamp.BYTES, lba + i);
      seen.add(new Seen(lba + i, new Step(false, false, version, begun, ended)));
    }
  }

  private void flush(List<Seen> seen) throws IOException {
    long begun = clock.incrementAndGet();
    target.flush();
    seen.add(new Seen(-1, new Step(false, false, 0, begun, clock.incrementAndGet())));
  }

  private void release(int lba, int count) throws IOException {
    try {
      moved.addAndGet(target.runs(lba, count).size());
      target.release(lba, count);
    } catch (MediumException e) {
      // Main refuses what would come back: it stays where it is.
      assertTrue(e.extent().count() > 0, "no sector named");
    }
  }

  private void spoil(int lba, Random random) {
    if (random.nextBoolean()) {
      pair.main().faults().fail(Access.WRITE, lba, 1);
    } else {
      pair.main().faults().heal(0, SECTORS);
    }
  }

  void checkHistories() {
    for (int lba = 0; lba < SECTORS; lba++) {
      RegisterHistory history = sectors.get(lba);
      assertTrue(history.isLinearizable(), where(lba) + "no register does this: " + history);
    }
  }

  private String where(int lba) {
    return "seed=" + seed + ", threads=" + threads + ", lba=" + lba + ": ";
  }

  void checkAfterPowerCut() throws IOException {
    SimPair survivor = pair.cut(PowerCut.random(seed), PowerCut.random(~seed));
    try (RemapTarget opened = survivor.open()) {
      ByteBuffer data = ByteBuffer.allocate(SECTORS * Stamp.BYTES);
      opened.read(0, data);
      for (int lba = 0; lba < SECTORS; lba++) {
        int version = Stamp.version(data, lba * Stamp.BYTES, lba);
        RegisterHistory history = sectors.get(lba);
        assertTrue(
            history.maySurvive(version, flushes),
            where(lba)
                + "after a power cut, version="
                + version
                + ", flushes="
                + flushes
                + ", "
                + history);
      }
    }
  }
}

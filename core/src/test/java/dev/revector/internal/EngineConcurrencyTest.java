package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads write, read, remap, release and flush the same units while sectors go bad and recover.
 *
 * <p>Every sector has one writer and holds its number and a version. A reader must find a whole
 * sector, its own, no older than what was acknowledged before the read and no newer than what was
 * begun before it ended, or an error that names it; never anything else. The same holds at the end,
 * and after a power cut for what was flushed.
 */
final class EngineConcurrencyTest {
  private static final int SECTORS = 96;
  private static final int WRITERS = 3;
  private static final int ROUNDS = 1500;

  private final AtomicIntegerArray begun = new AtomicIntegerArray(SECTORS);
  private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(SECTORS);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  private interface Job {
    void run() throws Exception;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldNeverMixUpSectors(int perUnit) throws Exception {
    Rig rig = new Rig(SECTORS, perUnit, 400);
    rig.retries = 1;
    rig.main.hook((what, lba, count) -> perhapsPause());
    rig.spare().hook((what, lba, count) -> perhapsPause());
    RemapTarget target = rig.target();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int id = w;
      writers.add(start(() -> write(target, id, new Random(id))));
    }
    List<Thread> others = new ArrayList<>();
    for (int r = 0; r < 2; r++) {
      Random random = new Random(100 + r);
      others.add(start(() -> read(target, random)));
    }
    others.add(start(() -> move(target, new Random(200))));
    others.add(start(() -> spoil(rig, new Random(300))));
    for (Thread writer : writers) {
      writer.join();
    }
    stop.set(true);
    for (Thread other : others) {
      other.join();
    }
    assertEquals(List.of(), new ArrayList<>(failures));
    checkAll(rig);
    target.flush();
    rig.powerCut();
    checkAll(rig);
  }

  private static void perhapsPause() {
    if (ThreadLocalRandom.current().nextInt(3) == 0) {
      LockSupport.parkNanos(1_000);
    }
  }

  private Thread start(Job job) {
    Thread thread =
        new Thread(
            () -> {
              try {
                job.run();
              } catch (Exception | AssertionError e) {
                failures.add(e);
                stop.set(true);
              }
            });
    thread.start();
    return thread;
  }

  private void write(RemapTarget target, int id, Random random) throws IOException {
    for (int i = 0; i < ROUNDS && failures.isEmpty(); i++) {
      int count = 1 + random.nextInt(2);
      int lba = random.nextInt(SECTORS / (2 * WRITERS)) * 2 * WRITERS + id * 2;
      int version = i + 1;
      for (int s = lba; s < lba + count; s++) {
        begun.set(s, version);
      }
      target.write(lba, Rig.stamps(lba, count, version));
      for (int s = lba; s < lba + count; s++) {
        acknowledged.set(s, version);
      }
    }
  }

  private void read(RemapTarget target, Random random) throws IOException {
    while (!stop.get()) {
      int lba = random.nextInt(SECTORS);
      int count = 1 + random.nextInt(Math.min(12, SECTORS - lba));
      check(target, lba, count);
    }
  }

  /** Returns how many sectors could be read. */
  private int check(RemapTarget target, int lba, int count) throws IOException {
    int[] least = new int[count];
    for (int i = 0; i < count; i++) {
      least[i] = acknowledged.get(lba + i);
    }
    ByteBuffer data = ByteBuffer.allocate(count * Rig.SECTOR);
    List<Extent> bad = List.of();
    try {
      target.read(lba, data);
    } catch (UnreadableSectorException e) {
      bad = e.sectors();
      assertEquals((bad.get(0).first() - lba) * Rig.SECTOR, data.position());
    }
    int readable = 0;
    for (int i = 0; i < count; i++) {
      Extent sector = new Extent(lba + i, 1);
      if (bad.stream().noneMatch(sector::intersects)) {
        readable++;
        byte[] found = Arrays.copyOfRange(data.array(), i * Rig.SECTOR, (i + 1) * Rig.SECTOR);
        int version = ByteBuffer.wrap(found).getInt(8);
        assertTrue(
            Arrays.equals(Rig.stamp(lba + i, version), found)
                && version >= least[i]
                && version <= begun.get(lba + i),
            "lba=" + (lba + i) + ", version=" + version + ", acknowledged=" + least[i]);
      }
    }
    return readable;
  }

  private void move(RemapTarget target, Random random) throws IOException {
    while (!stop.get()) {
      int lba = random.nextInt(SECTORS);
      int count = 1 + random.nextInt(Math.min(20, SECTORS - lba));
      try {
        switch (random.nextInt(5)) {
          case 0, 1 -> target.remap(lba, count);
          case 2, 3 -> target.release(lba, count);
          default -> target.flush();
        }
      } catch (MediumException e) {
        assertTrue(e.extent().first() >= 0);
      }
    }
  }

  private void spoil(Rig rig, Random random) {
    int slots = 0;
    while (!stop.get()) {
      long lba = random.nextInt(SECTORS);
      switch (random.nextInt(12)) {
        case 0 -> rig.main.badReads.add(lba);
        case 1, 2, 3 -> rig.main.badWrites.add(lba);
        case 4, 5, 6 -> rig.main.badReads.clear();
        case 7, 8, 9 -> rig.main.badWrites.clear();
        case 10 -> rig.spare().badReads.clear();
        default -> {
          if (slots++ < 20) {
            rig.spare().badWrites.add((long) random.nextInt(200));
            rig.spare().badReads.add((long) random.nextInt(200));
          }
        }
      }
      perhapsPause();
    }
    rig.main.badReads.clear();
    rig.main.badWrites.clear();
    rig.spare().badReads.clear();
    rig.spare().badWrites.clear();
  }

  private void checkAll(Rig rig) throws IOException {
    int readable = check(rig.target(), 0, SECTORS);
    assertTrue(readable > SECTORS / 2, "readable=" + readable);
    long bad = rig.states(0, SECTORS).chars().filter(state -> "PLQ".indexOf(state) >= 0).count();
    assertEquals(SECTORS, readable + bad);
  }

  /** A writer of healthy sectors is not held up by a move of others. */
  @Test
  void shouldServeOtherSectorsDuringAMove() throws Exception {
    Rig rig = Rig.small();
    RemapTarget target = rig.target();
    AtomicBoolean wrote = new AtomicBoolean();
    rig.spare()
        .hook(
            (what, lba, count) -> {
              if (what.equals("write")) {
                Thread other = start(() -> target.write(20, Rig.stamps(20, 1, 1)));
                try {
                  other.join();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                wrote.set(true);
              }
            });
    target.remap(10, 1);
    assertTrue(wrote.get());
    assertEquals(List.of(), new ArrayList<>(failures));
    assertEquals(Rig.stamps(20, 1, 1), rig.read(20, 1));
  }
}

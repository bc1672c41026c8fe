package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Writes sectors of a pair at random and knows what each of them may hold. A version is what was
 * written as the n-th; a sector that was never written holds version 0, which is zeros.
 */
final class Workload {
  private static final int SECTOR_SIZE = 512;
  private static final int SECTORS = 1200;

  private final Random luck;

  /** What a sector may hold after a power cut, the newest last; a sector not in it holds zeros. */
  private final Map<Long, List<Long>> versions = new HashMap<>();

  private long version;
  private boolean remapped;

  Workload(long seed) {
    luck = new Random(seed);
  }

  /** Sectors that main must refuse: half of all, in pieces. */
  List<Extent> badSectors() {
    List<Extent> bad = new ArrayList<>();
    for (long lba = 0; lba < SECTORS; lba += 8) {
      bad.add(new Extent(lba, 4));
    }
    return bad;
  }

  private static boolean isBad(long lba) {
    return lba % 8 < 4;
  }

  /** True if the last step wrote a sector that is bad and had no slot yet. */
  boolean remapped() {
    return remapped;
  }

  /** Writes, or flushes. What it was about to do counts as possible when it throws. */
  void step(RemapTarget target) throws IOException {
    remapped = false;
    if (luck.nextInt(6) == 0) {
      target.flush();
      versions.replaceAll((lba, possible) -> List.of(possible.get(possible.size() - 1)));
      return;
    }
    long lba = luck.nextInt(SECTORS - 3);
    int count = 1 + luck.nextInt(3);
    version++;
    boolean[] mapped = new boolean[count];
    for (int i = 0; i < count; i++) {
      mapped[i] = !target.runs(lba + i, 1).isEmpty();
      remapped |= isBad(lba + i) && !mapped[i];
      List<Long> possible = new ArrayList<>(versions.getOrDefault(lba + i, List.of(0L)));
      possible.add(version);
      versions.put(lba + i, possible);
    }
    target.write(lba, Pairs.data(lba, count, SECTOR_SIZE, version));
    for (int i = 0; i < count; i++) {
      // A remap is durable when the write returns; any other write waits for a flush.
      if (isBad(lba + i) && !mapped[i]) {
        versions.put(lba + i, List.of(version));
      }
    }
  }

  /** Compares every sector with what it may hold; what it holds now it must hold from now on. */
  void verify(RemapTarget target) throws IOException {
    for (long lba : new TreeSet<>(versions.keySet())) {
      ByteBuffer found = Pairs.read(target, lba, 1);
      List<Long> possible = versions.get(lba);
      boolean held = false;
      for (long candidate : possible == null ? List.<Long>of() : possible) {
        if (found.equals(expected(lba, candidate))) {
          versions.put(lba, List.of(candidate));
          held = true;
          break;
        }
      }
      assertTrue(
          held,
          () ->
              "sector "
                  + lba
                  + " may hold versions "
                  + possible
                  + ", holds "
                  + found.getLong(0)
                  + "/"
                  + found.getLong(8));
    }
  }

  private static ByteBuffer expected(long lba, long version) {
    return version == 0
        ? ByteBuffer.allocate(SECTOR_SIZE)
        : Pairs.data(lba, 1, SECTOR_SIZE, version);
  }
}

package dev.revector.cli.demo;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What every sector may hold. Each write has a number, and the data of a sector is a function of
 * its address and that number, so nothing but numbers need be kept. Number 0 stands for zeros.
 */
final class Ledger {
  private static final int SIZE = Settings.SECTOR_SIZE;

  private final long seed;

  /** The write that the sector is known to hold. */
  private final int[] durable;

  /** The writes since then that may have got there, oldest first; for unflushed sectors only. */
  private final Map<Integer, int[]> unflushed = new HashMap<>();

  private int writes;

  Ledger(long seed, int sectors) {
    this.seed = seed;
    this.durable = new int[sectors];
  }

  /** What a sector's content means. */
  enum Verdict {
    /** The only content it may have. */
    RIGHT,
    /** Unflushed, and the content before the last write. */
    OLD,
    /** Unflushed, and the content of the last write. */
    NEW,
    /** Anything else. */
    WRONG
  }

  /** The data of a new write, which may have reached the disk from now on. */
  ByteBuffer write(int lba, int count) {
    writes++;
    for (int s = lba; s < lba + count; s++) {
      int[] before = unflushed.getOrDefault(s, new int[0]);
      int[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = writes;
      unflushed.put(s, after);
    }
    return content(lba, count);
  }

  /** The data that was written last. */
  ByteBuffer content(int lba, int count) {
    ByteBuffer data = ByteBuffer.allocate(count * SIZE);
    for (int s = lba; s < lba + count; s++) {
      put(data, s, latest(s));
    }
    return data.flip();
  }

  /** Everything written so far is on disk. */
  void flushed() {
    unflushed.forEach((sector, numbers) -> durable[sector] = numbers[numbers.length - 1]);
    unflushed.clear();
  }

  /** Compares a sector with what it may hold, which from now on is what it holds. */
  Verdict verify(int lba, ByteBuffer content) {
    int[] candidates = unflushed.get(lba);
    if (candidates == null) {
      return holds(lba, durable[lba], content) ? Verdict.RIGHT : Verdict.WRONG;
    }
    for (int i = candidates.length - 1; i >= -1; i--) {
      int number = i < 0 ? durable[lba] : candidates[i];
      if (holds(lba, number, content)) {
        durable[lba] = number;
        unflushed.remove(lba);
        return i == candidates.length - 1 ? Verdict.NEW : Verdict.OLD;
      }
    }
    return Verdict.WRONG;
  }

  private int latest(int lba) {
    int[] numbers = unflushed.get(lba);
    return numbers == null ? durable[lba] : numbers[numbers.length - 1];
  }

  private boolean holds(int lba, int number, ByteBuffer content) {
    ByteBuffer expected = ByteBuffer.allocate(SIZE);
    put(expected, lba, number);
    return expected.flip().equals(content);
  }

  /** The finaliser of SplitMix64 makes each word look random. */
  private void put(ByteBuffer data, int lba, int number) {
    long state = seed * 31 + (((long) lba << 32) | number);
    for (int i = 0; i < SIZE / Long.BYTES; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      data.putLong(number == 0 ? 0 : z ^ (z >>> 31));
    }
  }
}

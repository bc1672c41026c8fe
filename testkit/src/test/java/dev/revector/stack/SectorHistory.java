package dev.revector.stack;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What each sector may hold: now, and after a power cut. Knows nothing of how it is kept.
 *
 * <p>After a cut a sector may hold what was last made durable or anything written since; once read
 * it stays so until it is written again. A sector may be an error only while it is tainted: some
 * medium failed to read it since it was last written.
 */
final class SectorHistory {
  private final int[][] now;
  private final int[][] afterCut;
  private final BitSet tainted;

  SectorHistory(int sectors) {
    now = new int[sectors][];
    afterCut = new int[sectors][];
    Arrays.fill(now, new int[] {0});
    Arrays.fill(afterCut, new int[] {0});
    tainted = new BitSet(sectors);
  }

  private SectorHistory(SectorHistory other) {
    now = other.now.clone();
    afterCut = other.afterCut.clone();
    tainted = (BitSet) other.tainted.clone();
  }

  SectorHistory copy() {
    return new SectorHistory(this);
  }

  int sectors() {
    return now.length;
  }

  /** A write that did not succeed, or not yet: each sector has its old content or the new. */
  void mayHold(int lba, int version) {
    now[lba] = plus(now[lba], version);
    afterCut[lba] = plus(afterCut[lba], version);
  }

  /** A write that was acknowledged. */
  void holds(int lba, int version) {
    now[lba] = new int[] {version};
    afterCut[lba] = plus(afterCut[lba], version);
    tainted.clear(lba);
  }

  /** What it holds now survives a cut. */
  void durable(int lba) {
    afterCut[lba] = now[lba];
  }

  /** What every sector holds now survives a cut. */
  void allDurable() {
    System.arraycopy(now, 0, afterCut, 0, now.length);
  }

  /** A failed flush may have forgotten any write since the flush before. */
  void doubt() {
    for (int lba = 0; lba < now.length; lba++) {
      for (int version : afterCut[lba]) {
        now[lba] = plus(now[lba], version);
      }
    }
  }

  /** The power was cut. */
  void cut() {
    System.arraycopy(afterCut, 0, now, 0, now.length);
  }

  /** A medium can't read it. */
  void taint(int lba) {
    tainted.set(lba);
  }

  /** It can be read again. */
  void clean(int lba) {
    tainted.clear(lba);
  }

  boolean mayBeUnreadable(int lba) {
    return tainted.get(lba);
  }

  boolean mayBe(int lba, int version) {
    return contains(now[lba], version);
  }

  /** It was read: whatever else it might have held, it holds this. */
  void saw(int lba, int version) {
    if (now[lba].length > 1) {
      now[lba] = new int[] {version};
    }
  }

  String describe(int lba) {
    return "now="
        + Arrays.toString(now[lba])
        + ", afterCut="
        + Arrays.toString(afterCut[lba])
        + ", tainted="
        + tainted.get(lba);
  }

  private static int[] plus(int[] versions, int version) {
    if (contains(versions, version)) {
      return versions;
    }
    int[] more = Arrays.copyOf(versions, versions.length + 1);
    more[versions.length] = version;
    return more;
  }

  private static boolean contains(int[] versions, int version) {
    for (int one : versions) {
      if (one == version) {
        return true;
      }
    }
    return false;
  }
}

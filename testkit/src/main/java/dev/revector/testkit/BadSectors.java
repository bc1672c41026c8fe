package dev.revector.testkit;

import java.util.Map;
import java.util.TreeMap;

/** A set of sectors that fail until further notice, as runs. Not thread-safe. */
final class BadSectors {
  /** Returned when no sector of a run is in the set. */
  static final long NONE = -1;

  private record Run(long end, boolean curable) {}

  private final TreeMap<Long, Run> runs = new TreeMap<>();

  BadSectors copy() {
    BadSectors copy = new BadSectors();
    copy.runs.putAll(runs);
    return copy;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  void clear() {
    runs.clear();
  }

  /**
   * Adds sectors; a curable one leaves the set when it is written. One that is in it and can't be
   * cured stays so.
   */
  void add(long lba, long count, boolean curable) {
    if (curable) {
      fill(lba, lba + count);
    } else if (count > 0) {
      remove(lba, count);
      runs.put(lba, new Run(lba + count, false));
    }
  }

  /** Adds as curable those of these sectors that are not in the set. */
  private void fill(long first, long end) {
    long at = first;
    while (at < end) {
      long hit = firstOf(at, end - at);
      long gapEnd = hit == NONE ? end : hit;
      if (at < gapEnd) {
        runs.put(at, new Run(gapEnd, true));
      }
      at = hit == NONE ? end : runs.floorEntry(hit).getValue().end;
    }
  }

  void remove(long lba, long count) {
    cut(lba, lba + count, false);
  }

  /** Takes the curable ones of these sectors out; true when there were any. */
  boolean cure(long lba, long count) {
    return cut(lba, lba + count, true);
  }

  private boolean cut(long first, long end, boolean onlyCurable) {
    boolean changed = false;
    long at = first;
    while (true) {
      long hit = firstOf(at, end - at);
      if (hit == NONE) {
        return changed;
      }
      Map.Entry<Long, Run> entry = runs.floorEntry(hit);
      long runFirst = entry.getKey();
      Run run = entry.getValue();
      at = Math.min(run.end, end);
      if (onlyCurable && !run.curable) {
        continue;
      }
      changed = true;
      runs.remove(runFirst);
      if (runFirst < hit) {
        runs.put(runFirst, new Run(hit, run.curable));
      }
      if (at < run.end) {
        runs.put(at, run);
      }
    }
  }

  boolean contains(long lba) {
    return firstOf(lba, 1) != NONE;
  }

  /** The first of these sectors that is in the set, or {@link #NONE}. */
  long firstOf(long lba, long count) {
    if (runs.isEmpty() || count <= 0) {
      return NONE;
    }
    Map.Entry<Long, Run> before = runs.floorEntry(lba);
    if (before != null && lba < before.getValue().end) {
      return lba;
    }
    Long after = runs.higherKey(lba);
    return after != null && after < lba + count ? after : NONE;
  }
}

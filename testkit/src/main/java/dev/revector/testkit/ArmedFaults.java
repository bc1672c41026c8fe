package dev.revector.testkit;

import dev.revector.Extent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Faults that strike a number of times. Not thread-safe. */
final class ArmedFaults {

  /** What a fault does to a request that it strikes. */
  enum Effect {
    FAIL_READ,
    FAIL_WRITE,
    FAIL_BOTH,
    LOSE_WRITE,
    MISDIRECT_WRITE
  }

  private static final Set<Effect> FAILS_READ = EnumSet.of(Effect.FAIL_READ, Effect.FAIL_BOTH);
  private static final Set<Effect> FAILS_WRITE = EnumSet.of(Effect.FAIL_WRITE, Effect.FAIL_BOTH);
  private static final Set<Effect> LOSES = EnumSet.of(Effect.LOSE_WRITE);
  private static final Set<Effect> MISDIRECTS = EnumSet.of(Effect.MISDIRECT_WRITE);

  private static final class Fault {
    final Effect effect;
    final Extent sectors;
    final long distance;
    int skip;
    int times;

    Fault(Effect effect, Extent sectors, long distance, int skip, int times) {
      this.effect = effect;
      this.sectors = sectors;
      this.distance = distance;
      this.skip = skip;
      this.times = times;
    }

    /** Counts a request that has sectors in common; true when this fault strikes it. */
    boolean strikes() {
      if (skip > 0) {
        skip--;
        return false;
      }
      times--;
      return true;
    }
  }

  private final List<Fault> faults = new ArrayList<>();

  void add(Effect effect, Extent sectors, long distance, int skip, int times) {
    if (skip < 0 || times < 1) {
      throw new IllegalArgumentException(
          "no valid fault: skip=" + skip + ", times=" + times + "; it must strike at least once");
    }
    faults.add(new Fault(effect, sectors, distance, skip, times));
  }

  void addAll(ArmedFaults others) {
    for (Fault other : others.faults) {
      add(other.effect, other.sectors, other.distance, other.skip, other.times);
    }
  }

  void clear() {
    faults.clear();
  }

  /** The first sector at which a read fails, or {@link BadSectors#NONE}. */
  long failingRead(long lba, long count) {
    return first(strike(FAILS_READ, lba, count), lba);
  }

  /** The first sector at which a write fails, or {@link BadSectors#NONE}. */
  long failingWrite(long lba, long count) {
    return first(strike(FAILS_WRITE, lba, count), lba);
  }

  boolean losesWrite(long lba, long count) {
    return !strike(LOSES, lba, count).isEmpty();
  }

  /** How far from its place a write lands, in sectors. */
  long misdirection(long lba, long count) {
    if (faults.isEmpty()) {
      return 0;
    }
    return strike(MISDIRECTS, lba, count).stream().mapToLong(fault -> fault.distance).sum();
  }

  /** The faults that strike this request; those that are used up leave. */
  private List<Fault> strike(Set<Effect> effects, long lba, long count) {
    if (faults.isEmpty() || count == 0) {
      return List.of();
    }
    Extent request = new Extent(lba, count);
    List<Fault> striking = new ArrayList<>();
    for (Fault fault : faults) {
      if (effects.contains(fault.effect) && fault.sectors.intersects(request) && fault.strikes()) {
        striking.add(fault);
      }
    }
    faults.removeIf(fault -> fault.times == 0);
    return striking;
  }

  private static long first(List<Fault> striking, long lba) {
    if (striking.isEmpty()) {
      return BadSectors.NONE;
    }
    long first = Long.MAX_VALUE;
    for (Fault fault : striking) {
      first = Math.min(first, Math.max(lba, fault.sectors.first()));
    }
    return first;
  }
}

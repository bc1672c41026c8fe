package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.spi.SpareAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Some units on their way to new slots, in ascending order: their data, and what becomes of it. */
final class UnitBatch {
  /** What the map will say of a sector when the batch has moved. */
  enum Fate {
    /** What it says now. */
    KEEP,
    /** Mapped, with the data in the batch. */
    DATA,
    /** It has the unit's slot but no data. */
    LOST,
    /** Unreadable on main, without a slot. */
    PENDING
  }

  private final Units units;
  private final List<Trouble> members;
  private final ByteBuffer data;
  private final Fate[] fates;
  private final long[] slots;
  private final Set<Long> badSlots = new HashSet<>();
  private final RunJoin left = new RunJoin();
  private final Set<Long> leftIn = new HashSet<>();

  /**
   * Why a unit moves.
   *
   * @param unit its number
   * @param reason what the map will give as the reason
   * @param errors the number of errors that the map will name
   * @param takeClear true to take along its sectors that are healthy so far
   */
  record Trouble(long unit, RemapReason reason, int errors, boolean takeClear) {}

  UnitBatch(Units units, List<Trouble> members) {
    this.units = units;
    this.members = List.copyOf(members);
    this.data = ByteBuffer.allocate(members.size() * units.slotSize());
    this.fates = new Fate[members.size() * units.perUnit()];
    this.slots = new long[members.size()];
    Arrays.fill(fates, Fate.KEEP);
    Arrays.fill(slots, SpareAllocator.NONE);
  }

  int size() {
    return members.size();
  }

  Trouble member(int k) {
    return members.get(k);
  }

  long unit(int k) {
    return members.get(k).unit();
  }

  /** The slot that member k goes to, {@link SpareAllocator#NONE} when it goes nowhere. */
  long slot(int k) {
    return slots[k];
  }

  void slot(int k, long slot) {
    slots[k] = slot;
  }

  /** Slots that failed. */
  Set<Long> badSlots() {
    return badSlots;
  }

  /**
   * Leaves a run in a slot that its unit had, though others of the unit move.
   *
   * @param run what the map will say of it; after those left before
   */
  void leave(long slot, MapRun run) {
    left.add(run);
    leftIn.add(slot);
  }

  /** True when the slot is bad and nothing is left in it. */
  boolean retires(long slot) {
    return badSlots.contains(slot) && !leftIn.contains(slot);
  }

  /** Index of the sector in {@link #fate}, for member k or a later one that adjoins it. */
  private int index(int k, long lba) {
    return k * units.perUnit() + (int) (lba - units.firstOf(unit(k)));
  }

  /** The room for {@code count} sectors from {@code lba} on, of member k and those that adjoin. */
  ByteBuffer data(int k, long lba, long count) {
    return data.slice(index(k, lba) * units.sectorSize(), (int) count * units.sectorSize());
  }

  /** The whole slots of members k to {@code end}, without {@code end}. */
  ByteBuffer slotData(int k, int end) {
    return data.slice(k * units.slotSize(), (end - k) * units.slotSize());
  }

  void fate(int k, long lba, long count, Fate fate) {
    int from = index(k, lba);
    Arrays.fill(fates, from, from + (int) count, fate);
  }

  Fate fate(int k, long lba) {
    return fates[index(k, lba)];
  }

  /** True when member k needs a slot. */
  boolean needsSlot(int k) {
    int from = k * units.perUnit();
    for (int i = from; i < from + units.perUnit(); i++) {
      if (fates[i] == Fate.DATA || fates[i] == Fate.LOST) {
        return true;
      }
    }
    return false;
  }

  /** The runs to put into the map: those that move, ascending, then those left in their slots. */
  List<MapRun> runs(SparePool pool, long timeSeconds) {
    RunJoin join = new RunJoin();
    for (int k = 0; k < size(); k++) {
      for (MapRun run : unitRuns(k, pool, timeSeconds)) {
        join.add(run);
      }
    }
    List<MapRun> runs = new ArrayList<>(join.runs());
    runs.addAll(left.runs());
    return runs;
  }

  private List<MapRun> unitRuns(int k, SparePool pool, long timeSeconds) {
    List<MapRun> runs = new ArrayList<>();
    long first = units.firstOf(unit(k));
    long end = units.endOf(unit(k));
    for (long from = first; from < end; ) {
      Fate fate = fate(k, from);
      long to = from + 1;
      while (to < end && fate(k, to) == fate) {
        to++;
      }
      if (fate != Fate.KEEP) {
        runs.add(run(k, from, (int) (to - from), fate, pool, timeSeconds));
      }
      from = to;
    }
    return runs;
  }

  private MapRun run(int k, long lba, int count, Fate fate, SparePool pool, long timeSeconds) {
    Trouble why = member(k);
    if (fate == Fate.PENDING) {
      return new MapRun(
          lba, count, SectorState.PENDING, 0, 0, RemapReason.READ_ERROR, timeSeconds, 1);
    }
    return new MapRun(
        lba,
        count,
        fate == Fate.DATA ? SectorState.MAPPED : SectorState.LOST,
        pool.spareOf(slots[k]),
        pool.sectorOf(slots[k]) + (lba - units.firstOf(unit(k))),
        why.reason(),
        timeSeconds,
        why.errors());
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.internal.UnitBatch.Trouble;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The units that a write finds in trouble, and the slots that failed it. */
final class Troubles {
  private static final int MOST_ERRORS = 0xFFFF;

  private final Parts parts;
  private final TreeMap<Long, Trouble> units = new TreeMap<>();
  private final Set<Long> badSlots = new HashSet<>();
  private final Set<Long> refusing = new HashSet<>();
  private @Nullable MediumException cause;

  Troubles(Parts parts) {
    this.parts = parts;
  }

  /** Main does not take this sector: the whole unit has to leave it. */
  void onMain(long lba, MediumException error) {
    add(lba, RemapReason.WRITE_ERROR, 1, true);
    cause = cause == null ? error : cause;
  }

  /** The slot of this sector does not take it: what the unit has in slots moves. */
  void inSlot(long lba, long slot, MediumException error) {
    badSlots.add(slot);
    refusing.add(slot);
    add(lba, RemapReason.SPARE_ERROR, 1, false);
    cause = cause == null ? error : cause;
  }

  /** These sectors have slots without readable data. */
  void withoutData(MapRun run) {
    int perUnit = parts.units().perUnit();
    for (long lba = run.lba(); lba < run.end(); lba = lba - lba % perUnit + perUnit) {
      add(lba, run.reason(), 0, false);
      if (run.state() == SectorState.MAPPED_PENDING) {
        badSlots.add(parts.pool().slotAt(run.spare(), run.spareSector() + (lba - run.lba())));
      }
    }
  }

  boolean isEmpty() {
    return units.isEmpty();
  }

  boolean has(long unit) {
    return units.containsKey(unit);
  }

  /** The first error, which becomes the cause when no spare is left. */
  @Nullable MediumException cause() {
    return cause;
  }

  /** The slots that failed in any way, now or before. */
  Set<Long> badSlots() {
    return badSlots;
  }

  /** Those of them that refused this write. */
  Set<Long> refusing() {
    return refusing;
  }

  /** The units in ascending order, in portions that fit into memory. */
  List<List<Trouble>> batches() {
    List<Trouble> all = new ArrayList<>(units.values());
    int most = parts.units().unitsPerBatch();
    List<List<Trouble>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      batches.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return batches;
  }

  private void add(long lba, RemapReason reason, int errors, boolean takeClear) {
    long unit = parts.units().unitOf(lba);
    Trouble known = units.get(unit);
    if (known == null) {
      int before = errorsOf(parts, unit);
      units.put(unit, new Trouble(unit, reason, Math.min(MOST_ERRORS, before + errors), takeClear));
    } else if (takeClear && !known.takeClear()) {
      units.put(unit, new Trouble(unit, reason, known.errors(), true));
    }
  }

  /** The most errors that the map names for a sector of the unit. */
  static int errorsOf(Parts parts, long unit) {
    int most = 0;
    long end = parts.units().endOf(unit);
    MapRun run = parts.table().next(parts.units().firstOf(unit));
    while (run != null && run.lba() < end) {
      most = Math.max(most, run.errors());
      run = parts.table().next(run.end());
    }
    return most;
  }
}

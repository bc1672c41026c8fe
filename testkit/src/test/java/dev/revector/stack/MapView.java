package dev.revector.stack;

import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The map of a pair at one moment, sector by sector. */
final class MapView {
  static final long NO_SLOT = -1;

  private final @Nullable SectorState[] states;
  private final long[] sectors;

  private MapView(int count) {
    states = new SectorState[count];
    sectors = new long[count];
    java.util.Arrays.fill(sectors, NO_SLOT);
  }

  static MapView of(RemapTarget target) {
    int count = (int) target.geometry().sectors();
    return of(target.runs(0, count), count);
  }

  static MapView of(List<MapRun> runs, int count) {
    MapView view = new MapView(count);
    for (MapRun run : runs) {
      for (int i = 0; i < run.count(); i++) {
        int lba = (int) run.lba() + i;
        view.states[lba] = run.state();
        view.sectors[lba] = run.state().hasSlot() ? run.spareSector() + i : NO_SLOT;
      }
    }
    return view;
  }

  /** The state of a sector, null when it is healthy. */
  @Nullable SectorState state(int lba) {
    return states[lba];
  }

  boolean is(int lba, SectorState state) {
    return states[lba] == state;
  }

  /** Its sector on the spare, or {@link #NO_SLOT}. */
  long spareSector(int lba) {
    return sectors[lba];
  }

  boolean holds(long spareSector) {
    for (int lba = 0; lba < sectors.length; lba++) {
      if (sectors[lba] == spareSector && states[lba] == SectorState.MAPPED) {
        return true;
      }
    }
    return false;
  }

  boolean sameAt(MapView other, int lba) {
    return Objects.equals(states[lba], other.states[lba]) && sectors[lba] == other.sectors[lba];
  }

  /** Demands that each slot serves one unit only, each sector at its own place in it. */
  void checkSlots(int perUnit) {
    Map<Long, Integer> units = new HashMap<>();
    for (int lba = 0; lba < sectors.length; lba++) {
      if (sectors[lba] == NO_SLOT) {
        continue;
      }
      Integer other = units.put(sectors[lba] / perUnit, lba / perUnit);
      if (other != null && other != lba / perUnit) {
        throw new AssertionError("two units in one slot: lba=" + lba + ", slot of unit=" + other);
      }
      if (sectors[lba] % perUnit != lba % perUnit) {
        throw new AssertionError("not at its place in the slot: lba=" + lba + ", " + at(lba));
      }
    }
  }

  String at(int lba) {
    return states[lba] + "@" + sectors[lba];
  }
}

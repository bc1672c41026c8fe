package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which data that lies on a spare already lies where a slot of this pair could hold it: at the same
 * place in a slot as on main, in a slot that no unit before it uses, and in no one else's metadata.
 * Pure.
 */
final class SlotFit {
  private static final long NOBODY = -1;

  private final Units units;
  private final Map<Long, Long> unitOfSlot = new HashMap<>();
  private final Set<Long> obsolete = new HashSet<>();
  private final long slots;

  private SlotFit(Units units, long slots) {
    this.units = units;
    this.slots = slots;
  }

  /** Nothing fits. */
  static SlotFit none() {
    return new SlotFit(new Units(0, 1, 1), 0);
  }

  static SlotFit of(Units units, long slots, InitialMap map) {
    SlotFit fit = new SlotFit(units, slots);
    for (MapRun run : map.runs()) {
      if (Takeover.hasData(run)) {
        for (int i = 0; i < run.count(); i++) {
          fit.use((run.spareSector() + i) / units.perUnit(), units.unitOf(run.lba() + i));
        }
      }
    }
    map.obsolete().forEach(extent -> fit.bar(extent));
    map.retired().forEach(extent -> fit.bar(extent));
    return fit;
  }

  private void use(long slot, long unit) {
    unitOfSlot.putIfAbsent(slot, unit);
  }

  private void bar(Extent extent) {
    long last = (extent.end() - 1) / units.perUnit();
    for (long slot = extent.first() / units.perUnit(); slot <= last; slot++) {
      if (unitOfSlot.containsKey(slot)) {
        obsolete.add(slot);
      }
    }
  }

  /** True when a part of one unit can stay where it is. */
  boolean fits(MapRun part) {
    long slot = part.spareSector() / units.perUnit();
    return Takeover.hasData(part)
        && part.spareSector() % units.perUnit() == part.lba() % units.perUnit()
        && slot < slots
        && unitOfSlot.getOrDefault(slot, NOBODY) == units.unitOf(part.lba())
        && !obsolete.contains(slot);
  }
}

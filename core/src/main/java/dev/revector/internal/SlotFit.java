package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;

/**
 * Which data that lies on a spare already lies where a slot of this pair could hold it: at the same
 * place in a slot as on main, in a slot that no unit before it uses, and in no one else's metadata.
 * Pure.
 */
final class SlotFit {
  private final Units units;
  private final SlotClaims<MapRun> data = new SlotClaims<>();
  private final SlotClaims<Extent> barred = new SlotClaims<>();
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
        fit.claim(fit.data, run.spareSector(), run.count(), run);
      }
    }
    map.obsolete().forEach(fit::bar);
    map.retired().forEach(fit::bar);
    return fit;
  }

  private void bar(Extent extent) {
    claim(barred, extent.first(), extent.count(), extent);
  }

  private <T> void claim(SlotClaims<T> claims, long sector, long count, T owner) {
    claims.claim(sector / units.perUnit(), (sector + count - 1) / units.perUnit(), owner);
  }

  /** True when a part of one unit can stay where it is. */
  boolean fits(MapRun part) {
    long slot = part.spareSector() / units.perUnit();
    return Takeover.hasData(part)
        && part.spareSector() % units.perUnit() == part.lba() % units.perUnit()
        && slot < slots
        && isFirst(units.unitOf(part.lba()), slot)
        && barred.owner(slot) == null;
  }

  /** True when the first run that has data in the slot begins there with this unit. */
  private boolean isFirst(long unit, long slot) {
    MapRun first = data.owner(slot);
    if (first == null) {
      return false;
    }
    long sector = Math.max(first.spareSector(), slot * units.perUnit());
    return units.unitOf(first.lba() + (sector - first.spareSector())) == unit;
  }
}

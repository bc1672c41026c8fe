package dev.revector.internal;

import dev.revector.DeviceGeometry;
import dev.revector.PairIdentity;

/**
 * The arithmetic of one pair. A <i>unit</i> is a group of {@code perUnit} sectors of main, aligned
 * to that number, that moves to one slot; sector i of a unit is sector i of its slot. The last unit
 * may reach beyond main's end.
 *
 * @param sectors sectors on main
 * @param sectorSize bytes in a sector of main, in which spare addresses are kept too
 * @param perUnit sectors in a unit and in a slot
 */
record Units(long sectors, int sectorSize, int perUnit) {
  /** Most data that one remap, release or recovery holds in memory, unless a unit is larger. */
  static final int BATCH_BYTES = 1 << 20;

  static Units of(PairIdentity pair) {
    DeviceGeometry main = pair.main();
    return new Units(main.sectors(), main.sectorSize(), pair.slotSize() / main.sectorSize());
  }

  int slotSize() {
    return perUnit * sectorSize;
  }

  long unitOf(long lba) {
    return lba / perUnit;
  }

  long firstOf(long unit) {
    return unit * perUnit;
  }

  /** The sector after the unit's last on main. */
  long endOf(long unit) {
    return Math.min(sectors, (unit + 1) * perUnit);
  }

  /** First sector of the unit that holds {@code lba}. */
  long alignDown(long lba) {
    return lba - lba % perUnit;
  }

  /** The sector after the unit that holds {@code end - 1}. */
  long alignUp(long end) {
    return Math.min(sectors, alignDown(end + perUnit - 1));
  }

  /** Units in one batch. */
  int unitsPerBatch() {
    return Math.max(1, BATCH_BYTES / slotSize());
  }

  /** Sectors in one batch. */
  int sectorsPerBatch() {
    return unitsPerBatch() * perUnit;
  }
}

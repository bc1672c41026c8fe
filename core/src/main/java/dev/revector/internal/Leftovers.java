package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import dev.revector.transfer.DmRemapSpare;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finishes a conversion in place that a power cut ended after the new metadata was durable and
 * before the old was gone: else another tool might still believe the old.
 */
final class Leftovers {
  private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

  private Leftovers() {}

  /**
   * Unmarks old metadata, which can only stand in slots that are free. One read, on a spare whose
   * first slot is; before any room is held back.
   */
  static void erase(Units units, SparePool pool) throws IOException {
    Disk spare = pool.disks().get(0);
    BlockDevice device = spare.device();
    if (!isFree(units, pool, 0) || !DmRemapSpare.isMarkedAtStart(device)) {
      return;
    }
    // The start goes last: until then the next opening finds the rest.
    List<Long> marks = new ArrayList<>(DmRemapSpare.marks(device));
    Collections.reverse(marks);
    for (long mark : marks) {
      long sector = units.alignDown(mark * DmRemapSpare.SECTOR / units.sectorSize());
      if (isFree(units, pool, sector)) {
        unmark(spare, sector, units.slotSize());
      }
    }
  }

  private static void unmark(Disk spare, long sector, int bytes) throws IOException {
    try {
      spare.write(sector, ByteBuffer.allocate(bytes));
      spare.flushForChange();
    } catch (MediumException e) {
      LOG.log(
          Level.WARNING,
          "old metadata can not be overwritten: path={0}, sector={1}",
          spare.device().identity().path(),
          sector);
    }
  }

  private static boolean isFree(Units units, SparePool pool, long sector) {
    return pool.freeFrom(0, units.alignDown(sector)) > 0;
  }
}

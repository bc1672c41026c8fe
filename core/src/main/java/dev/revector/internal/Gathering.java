package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.SectorState;
import dev.revector.internal.UnitBatch.Fate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the content of units that are about to move, each sector from where it is: the caller's
 * data for those being written, else main or the slot. Needs an exclusive section.
 *
 * <p>What can't be read is never made up. On main it becomes pending. In a slot it stays, since
 * another attempt may still read it, and only its unit's other sectors move; but a slot that
 * refused a write is left for good, and what it does not give is lost.
 */
final class Gathering {
  private final Parts parts;
  private final UnitBatch batch;
  private final @Nullable WriteRequest written;
  private final boolean retryPending;
  private final Set<Long> refusing;
  private final Extents unreadable = new Extents();

  /**
   * @param written data that takes the place of what the sectors hold; null for none
   * @param retryPending true to try pending sectors on main again
   * @param refusing slots that refused a write
   */
  Gathering(
      Parts parts,
      UnitBatch batch,
      @Nullable WriteRequest written,
      boolean retryPending,
      Set<Long> refusing) {
    this.parts = parts;
    this.batch = batch;
    this.written = written;
    this.retryPending = retryPending;
    this.refusing = refusing;
  }

  /** The sectors that neither main nor a slot that is kept could give. */
  Extents unreadable() {
    return unreadable;
  }

  void run() throws IOException {
    for (int k = 0; k < batch.size(); ) {
      int end = k + 1;
      while (end < batch.size() && adjoins(end)) {
        end++;
      }
      stretch(k, end);
      k = end;
    }
  }

  private boolean adjoins(int k) {
    return batch.unit(k) == batch.unit(k - 1) + 1
        && batch.member(k).takeClear() == batch.member(k - 1).takeClear();
  }

  private void stretch(int k, int end) throws IOException {
    Units units = parts.units();
    long to = units.endOf(batch.unit(end - 1));
    Segments part = parts.table().segments(units.firstOf(batch.unit(k)), to);
    while (part.next()) {
      segment(k, part.from(), part.to(), part.isClear() ? null : part.run());
    }
  }

  private void segment(int k, long from, long to, @Nullable MapRun run) throws IOException {
    if (run == null && !batch.member(k).takeClear()) {
      return;
    }
    long writtenFrom = written == null ? to : Math.max(from, Math.min(to, written.lba()));
    long writtenTo = written == null ? to : Math.max(writtenFrom, Math.min(to, written.end()));
    fetch(k, from, writtenFrom, run);
    if (written != null && writtenFrom < writtenTo) {
      batch
          .data(k, writtenFrom, writtenTo - writtenFrom)
          .put(written.slice(writtenFrom, writtenTo));
      batch.fate(k, writtenFrom, writtenTo - writtenFrom, Fate.DATA);
    }
    fetch(k, writtenTo, to, run);
  }

  private void fetch(int k, long from, long to, @Nullable MapRun run) throws IOException {
    if (from >= to) {
      return;
    }
    if (run == null) {
      fromMain(k, from, to, Fate.PENDING);
    } else if (run.state() == SectorState.PENDING) {
      if (retryPending) {
        fromMain(k, from, to, Fate.KEEP);
      }
    } else if (run.state() == SectorState.LOST) {
      batch.fate(k, from, to - from, Fate.LOST);
    } else {
      fromSlots(k, run.slice(from, to));
    }
  }

  private void fromMain(int k, long from, long to, Fate otherwise) throws IOException {
    Disk main = parts.needMain();
    ByteBuffer room = batch.data(k, from, to - from);
    batch.fate(k, from, to - from, Fate.DATA);
    parts
        .bySector()
        .run(
            main::read,
            from,
            room,
            null,
            (lba, count, cause) -> {
              batch.fate(k, lba, count, otherwise);
              unreadable.add(lba, count);
            });
  }

  private void fromSlots(int k, MapRun run) throws IOException {
    SparePool pool = parts.pool();
    ByteBuffer room = batch.data(k, run.lba(), run.count());
    batch.fate(k, run.lba(), run.count(), Fate.DATA);
    parts
        .bySector()
        .run(
            (sector, piece) -> pool.read(run.spare(), sector, piece),
            run.spareSector(),
            room,
            null,
            (sector, count, cause) -> {
              long lba = run.lba() + (sector - run.spareSector());
              notGiven(k, run.slice(lba, lba + count));
            });
  }

  /** The slot does not give these sectors, which lie in one unit. */
  private void notGiven(int k, MapRun run) {
    long slot = parts.pool().slotAt(run.spare(), run.spareSector());
    if (refusing.contains(slot)) {
      batch.fate(k, run.lba(), run.count(), Fate.LOST);
    } else {
      batch.fate(k, run.lba(), run.count(), Fate.KEEP);
      batch.leave(slot, parts.unreadable(run));
      unreadable.add(run.lba(), run.count());
    }
  }
}

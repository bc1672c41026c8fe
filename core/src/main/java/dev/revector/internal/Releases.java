package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.SectorState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves sectors back to main: data, flush, read back and compare, commit, publish, and only then is
 * the slot free.
 */
final class Releases {
  private final Parts parts;

  Releases(Parts parts) {
    this.parts = parts;
  }

  /** See {@link dev.revector.RemapTarget#release}; {@code count} is at least 1. */
  void release(long lba, long count) throws IOException {
    Units units = parts.units();
    Extents unreadable = new Extents();
    Extents refused = new Extents();
    long end = units.alignUp(lba + count);
    for (long at = units.alignDown(lba); at < end; ) {
      MapRun run = parts.table().next(at);
      if (run == null || run.lba() >= end) {
        break;
      }
      long from = units.alignDown(Math.max(at, run.lba()));
      long to = Math.min(end, from + units.sectorsPerBatch());
      new Batch(from, to, unreadable, refused).run();
      at = to;
    }
    if (!refused.isEmpty()) {
      List<Extent> sectors = refused.sorted();
      long first = sectors.get(0).first();
      throw new MediumException(
          "main does not hold what was moved back, so it stays on the spare: sectors=" + sectors,
          new Extent(first, sectors.get(sectors.size() - 1).end() - first),
          null);
    }
    if (!unreadable.isEmpty()) {
      throw unreadable.unreadable(null);
    }
  }

  /** The sectors {@code [from, to)}, whole units. */
  private final class Batch {
    private final long from;
    private final long to;
    private final Extents unreadable;
    private final Extents refused;
    private final ByteBuffer data;

    /** Sectors, counted from {@code from}, with data from a slot that is going to main. */
    private final BitSet moving = new BitSet();

    /** Sectors that were pending and that main can read. */
    private final BitSet healthy = new BitSet();

    Batch(long from, long to, Extents unreadable, Extents refused) {
      this.from = from;
      this.to = to;
      this.unreadable = unreadable;
      this.refused = refused;
      this.data = ByteBuffer.allocate((int) (to - from) * parts.units().sectorSize());
    }

    void run() throws IOException {
      try (Section section = Section.of(parts, from, to - from)) {
        section.checkWritable();
        section.makeExclusive();
        Disk main = parts.needMain();
        for (Segments part = parts.table().segments(from, to); part.next(); ) {
          if (!part.isClear()) {
            fetch(main, part.run());
          }
        }
        giveBack(main);
        verify(main);
        moving.or(healthy);
        remove();
      }
    }

    private ByteBuffer room(long first, long count) {
      int sectorSize = parts.units().sectorSize();
      return data.slice((int) (first - from) * sectorSize, (int) count * sectorSize);
    }

    private void fetch(Disk main, MapRun run) throws IOException {
      BitSet good = run.state() == SectorState.PENDING ? healthy : moving;
      if (run.state() == SectorState.LOST) {
        unreadable.add(run.lba(), run.count());
        return;
      }
      long place = run.state() == SectorState.PENDING ? run.lba() : run.spareSector();
      MediumIo.Request read =
          run.state() == SectorState.PENDING
              ? main::read
              : (sector, piece) -> parts.pool().read(run.spare(), sector, piece);
      int first = (int) (run.lba() - from);
      good.set(first, first + run.count());
      parts
          .bySector()
          .run(
              read,
              place,
              room(run.lba(), run.count()),
              null,
              (sector, count, cause) -> {
                int bad = first + (int) (sector - place);
                good.clear(bad, bad + count);
                unreadable.add(from + bad, count);
              });
    }

    private void refuse(long lba, long count) {
      moving.clear((int) (lba - from), (int) (lba - from + count));
      refused.add(lba, count);
    }

    private void giveBack(Disk main) throws IOException {
      for (Extent extent : extents(moving)) {
        parts
            .bySector()
            .run(
                main::write,
                extent.first(),
                room(extent.first(), extent.count()),
                null,
                (lba, count, cause) -> refuse(lba, count));
      }
      if (!moving.isEmpty()) {
        main.flushForChange();
      }
    }

    private void verify(Disk main) throws IOException {
      int sectorSize = parts.units().sectorSize();
      for (Extent extent : extents(moving)) {
        ByteBuffer found = ByteBuffer.allocate((int) extent.count() * sectorSize);
        parts
            .bySector()
            .run(
                main::read, extent.first(), found, null, (lba, count, cause) -> refuse(lba, count));
        for (int i = 0; i < extent.count(); i++) {
          long lba = extent.first() + i;
          ByteBuffer sector = found.slice(i * sectorSize, sectorSize);
          if (moving.get((int) (lba - from)) && !sector.equals(room(lba, 1))) {
            refuse(lba, 1);
          }
        }
      }
    }

    private void remove() throws IOException {
      Set<Long> before = slots();
      boolean open = false;
      try {
        Extents gone = new Extents();
        extents(moving).forEach(extent -> gone.add(extent.first(), extent.count()));
        parts.journal().commit(Cure.removals(gone));
      } catch (IndeterminateException | Error e) {
        open = true;
        throw e;
      } finally {
        if (!open) {
          before.removeAll(slots());
          before.forEach(parts.pool()::release);
        }
      }
    }

    /** The slots that the map names for these units. */
    private Set<Long> slots() {
      Set<Long> slots = new HashSet<>();
      for (MapRun run : Relocator.slotRuns(parts, new Extent(from, to - from))) {
        long first = parts.pool().slotAt(run.spare(), run.spareSector());
        long last = parts.pool().slotAt(run.spare(), run.spareSector() + run.count() - 1);
        for (long slot = first; slot <= last; slot++) {
          slots.add(slot);
        }
      }
      return slots;
    }

    private List<Extent> extents(BitSet sectors) {
      Extents extents = new Extents();
      for (int i = sectors.nextSetBit(0); i >= 0; ) {
        int end = sectors.nextClearBit(i);
        extents.add(from + i, end - i);
        i = sectors.nextSetBit(end);
      }
      return extents.sorted();
    }
  }
}

package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.UnreadableSectorException;
import dev.revector.spi.MapChange;
import dev.revector.spi.RedundancySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads. A healthy sector's comes from main without a lock; everything else takes a section, looks
 * the map up again and reads every sector from where it is.
 *
 * <p>A sector of main becomes pending only after it failed in an exclusive section: outside, a
 * write that the mark would hide may be on its way.
 */
final class ReadPath {
  private final Parts parts;
  private final WritePath writes;
  private final @Nullable RedundancySource redundancy;

  ReadPath(Parts parts, WritePath writes, @Nullable RedundancySource redundancy) {
    this.parts = parts;
    this.writes = writes;
    this.redundancy = redundancy;
  }

  /** Reads {@code count} sectors, at least 1, into the buffer. */
  void read(long lba, int count, ByteBuffer target) throws IOException {
    int position = target.position();
    MediumException failed = null;
    int cell = parts.inFlight().enter();
    try {
      parts.gate().checkOpen();
      if (!parts.gate().isBarred(lba, count) && parts.table().isClear(lba, count)) {
        parts.needMain().read(lba, target);
        return;
      }
    } catch (MediumException e) {
      failed = e;
    } finally {
      parts.inFlight().exit(cell);
    }
    target.position(position);
    new Attempt(lba, count, target).run(failed);
  }

  /** One read on the slow path. */
  private final class Attempt {
    private final long lba;
    private final int count;
    private final ByteBuffer target;
    private Extents bad = new Extents();
    private Extents pending = new Extents();
    private List<MapRun> slotsFailed = new ArrayList<>();
    private @Nullable MediumException cause;

    Attempt(long lba, int count, ByteBuffer target) {
      this.lba = lba;
      this.count = count;
      this.target = target;
    }

    void run(@Nullable MediumException failed) throws IOException {
      List<IOException> more = new ArrayList<>();
      try (Section section = Section.of(parts, lba, count)) {
        section.check(lba, count);
        if (failed != null) {
          section.makeExclusive();
        }
        // Without retries the error would count in here although main was not asked in here.
        readAll(parts.retries() > 0 ? failed : null);
        if (!(pending.isEmpty() && slotsFailed.isEmpty()) && !section.exclusive()) {
          section.makeExclusive();
          readAll(null);
        }
        mark(more);
      }
      recover(more);
      if (!bad.isEmpty()) {
        UnreadableSectorException error = bad.unreadable(cause);
        more.forEach(error::addSuppressed);
        target.position(offset(error.extent().first()));
        throw error;
      }
      target.position(target.limit());
    }

    private int offset(long sector) {
      return target.position() + (int) (sector - lba) * parts.units().sectorSize();
    }

    private ByteBuffer slice(long from, long to) {
      return target.slice(offset(from), offset(to) - offset(from));
    }

    private void readAll(@Nullable MediumException failed) throws IOException {
      bad = new Extents();
      pending = new Extents();
      slotsFailed = new ArrayList<>();
      Disk main = parts.needMain();
      for (Segments part = parts.table().segments(lba, lba + count); part.next(); ) {
        if (part.isClear()) {
          fromMain(main, part.from(), part.to(), part.count() == count ? failed : null);
        } else if (part.readable()) {
          fromSlots(part);
        } else {
          bad.add(part.from(), part.count());
        }
      }
    }

    private void fromMain(Disk main, long from, long to, @Nullable MediumException failed)
        throws IOException {
      parts
          .bySector()
          .run(
              main::read,
              from,
              slice(from, to),
              failed,
              (sector, length, error) -> {
                bad.add(sector, length);
                pending.add(sector, length);
                cause = cause == null ? error : cause;
              });
    }

    private void fromSlots(Segments part) throws IOException {
      int spare = part.spare();
      long place = part.spareSector();
      parts
          .bySector()
          .run(
              (sector, piece) -> parts.pool().read(spare, sector, piece),
              place,
              slice(part.from(), part.to()),
              null,
              (sector, length, error) -> {
                long first = part.from() + (sector - place);
                bad.add(first, length);
                slotsFailed.add(part.run().slice(first, first + length));
                cause = cause == null ? error : cause;
              });
    }

    /** Notes in the map what can't be read, if that can be; the read fails in any case. */
    private void mark(List<IOException> more) {
      if ((pending.isEmpty() && slotsFailed.isEmpty()) || !parts.gate().writable()) {
        return;
      }
      RunJoin join = new RunJoin();
      marks().forEach(join::add);
      List<MapChange> changes = new ArrayList<>();
      join.runs().forEach(run -> changes.add(new MapChange.Put(run)));
      try {
        parts.journal().commit(changes);
      } catch (IOException e) {
        more.add(e);
      }
    }

    private List<MapRun> marks() {
      long now = parts.nowSeconds();
      List<MapRun> marks = new ArrayList<>();
      for (Extent run : pending.runs()) {
        int length = (int) run.count();
        RemapReason reason = RemapReason.READ_ERROR;
        marks.add(new MapRun(run.first(), length, SectorState.PENDING, 0, 0, reason, now, 1));
      }
      slotsFailed.forEach(run -> marks.add(parts.unreadable(run)));
      return marks;
    }

    /** Asks the second place for what is bad, without a lock; what it gives is written back. */
    private void recover(List<IOException> more) {
      if (redundancy == null || bad.isEmpty()) {
        return;
      }
      Extents left = new Extents();
      int most = parts.units().sectorsPerBatch();
      for (Extent extent : bad.sorted()) {
        for (long from = extent.first(); from < extent.end(); from += most) {
          int length = (int) Math.min(most, extent.end() - from);
          if (!recover(redundancy, from, length, more)) {
            left.add(from, length);
          }
        }
      }
      bad = left;
    }

    private boolean recover(
        RedundancySource source, long from, int length, List<IOException> more) {
      ByteBuffer found = ByteBuffer.allocate(length * parts.units().sectorSize());
      try {
        if (!source.recover(from, found)) {
          return false;
        }
      } catch (IOException e) {
        more.add(e);
        return false;
      }
      found.clear();
      slice(from, from + length).put(found.duplicate());
      if (parts.gate().writable()) {
        try {
          writes.heal(from, length, found);
        } catch (IOException e) {
          more.add(e);
        }
      }
      return true;
    }
  }
}

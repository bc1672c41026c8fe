package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.SectorState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes. A healthy sector's goes to main without a lock; everything else takes a section.
 *
 * <p>In a section the map is looked up again, for another thread may have moved the sectors since
 * the error. Sectors that have a place are written there; then, if something failed or has no
 * place, the section becomes exclusive, pending sectors are tried on main, and the units that still
 * are in trouble move to new slots as a whole.
 */
final class WritePath {
  private final Parts parts;
  private final Relocator relocator;

  WritePath(Parts parts, Relocator relocator) {
    this.parts = parts;
    this.relocator = relocator;
  }

  /** Writes {@code count} sectors, at least 1, from the buffer. */
  void write(long lba, int count, ByteBuffer source) throws IOException {
    int position = source.position();
    MediumException failed = null;
    int cell = parts.inFlight().enter();
    try {
      parts.gate().checkWritable();
      if (!parts.gate().isBarred(lba, count) && parts.table().isClear(lba, count)) {
        parts.needMain().write(lba, source);
        return;
      }
    } catch (MediumException e) {
      failed = e;
    } finally {
      parts.inFlight().exit(cell);
    }
    source.position(position);
    try (Section section = Section.of(parts, lba, count)) {
      section.checkWritable();
      writeHeld(section, WriteRequest.of(lba, source, parts.units().sectorSize()), failed);
    }
    source.position(source.limit());
  }

  /**
   * Writes sectors that must all be pending or lost.
   *
   * @throws IllegalArgumentException if one is not; nothing was written
   */
  void fill(long lba, int count, ByteBuffer source) throws IOException {
    try (Section section = Section.of(parts, lba, count)) {
      section.checkWritable();
      for (Segments part = parts.table().segments(lba, lba + count); part.next(); ) {
        if (part.readable()) {
          throw new IllegalArgumentException(
              "not pending or lost, so not to be filled: sectors="
                  + new Extent(part.from(), part.count()));
        }
      }
      writeHeld(section, WriteRequest.of(lba, source, parts.units().sectorSize()), null);
    }
    source.position(source.limit());
  }

  /** Writes those of the sectors that are pending or lost still, and leaves the others alone. */
  void heal(long lba, int count, ByteBuffer source) throws IOException {
    WriteRequest all = WriteRequest.of(lba, source, parts.units().sectorSize());
    try (Section section = Section.of(parts, lba, count)) {
      section.checkWritable();
      Extents bad = new Extents();
      for (Segments part = parts.table().segments(lba, lba + count); part.next(); ) {
        if (!part.readable()) {
          bad.add(part.from(), part.count());
        }
      }
      for (Extent extent : bad.sorted()) {
        ByteBuffer data = all.slice(extent.first(), extent.end());
        writeHeld(section, WriteRequest.of(extent.first(), data, parts.units().sectorSize()), null);
      }
    }
  }

  private void writeHeld(Section section, WriteRequest request, @Nullable MediumException failed)
      throws IOException {
    Troubles troubles = new Troubles(parts);
    Extents pending = new Extents();
    for (Segments part = parts.table().segments(request.lba(), request.end()); part.next(); ) {
      if (part.isClear()) {
        boolean whole = part.from() == request.lba() && part.to() == request.end();
        toMain(request, part.from(), part.to(), whole ? failed : null, troubles);
      } else if (part.state() == SectorState.MAPPED) {
        toSlots(request, part, troubles);
      } else if (part.state() == SectorState.PENDING) {
        pending.add(part.from(), part.count());
      } else {
        troubles.withoutData(part.run());
      }
    }
    if (pending.isEmpty() && troubles.isEmpty()) {
      return;
    }
    section.makeExclusive();
    new Cure(parts, request, troubles).run(pending.sorted());
    relocate(request, troubles);
  }

  private void toMain(
      WriteRequest request, long from, long to, @Nullable MediumException failed, Troubles troubles)
      throws IOException {
    parts
        .byUnit()
        .run(
            parts.needMain()::write,
            from,
            request.slice(from, to),
            failed,
            (lba, count, cause) -> troubles.onMain(lba, cause));
  }

  private void toSlots(WriteRequest request, Segments part, Troubles troubles) throws IOException {
    SparePool pool = parts.pool();
    int spare = part.spare();
    long place = part.spareSector();
    parts
        .byUnit()
        .run(
            (sector, piece) -> pool.write(spare, sector, piece),
            place,
            request.slice(part.from(), part.to()),
            null,
            (sector, count, cause) ->
                troubles.inSlot(part.from() + (sector - place), pool.slotAt(spare, sector), cause));
  }

  private void relocate(WriteRequest request, Troubles troubles) throws IOException {
    for (List<UnitBatch.Trouble> members : troubles.batches()) {
      UnitBatch batch = new UnitBatch(parts.units(), members);
      batch.badSlots().addAll(troubles.badSlots());
      new Gathering(parts, batch, request, false, troubles.refusing()).run();
      relocator.move(batch, troubles.cause());
    }
  }
}

package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
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
      Segments.walk(
          parts.table(),
          lba,
          lba + count,
          (from, to, run) -> {
            if (isReadable(run)) {
              throw new IllegalArgumentException(
                  "not pending or lost, so not to be filled: sectors="
                      + new Extent(from, to - from));
            }
          });
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
      Segments.walk(
          parts.table(),
          lba,
          lba + count,
          (from, to, run) -> {
            if (!isReadable(run)) {
              bad.add(from, to - from);
            }
          });
      for (Extent extent : bad.sorted()) {
        ByteBuffer data = all.slice(extent.first(), extent.end());
        writeHeld(section, WriteRequest.of(extent.first(), data, parts.units().sectorSize()), null);
      }
    }
  }

  private static boolean isReadable(@Nullable MapRun run) {
    return run == null || run.state().readable();
  }

  private void writeHeld(Section section, WriteRequest request, @Nullable MediumException failed)
      throws IOException {
    Troubles troubles = new Troubles(parts);
    Extents pending = new Extents();
    Segments.walk(
        parts.table(),
        request.lba(),
        request.end(),
        (from, to, run) -> {
          if (run == null) {
            boolean whole = from == request.lba() && to == request.end();
            toMain(request, from, to, whole ? failed : null, troubles);
          } else if (run.state() == SectorState.MAPPED) {
            toSlots(request, run, troubles);
          } else if (run.state() == SectorState.PENDING) {
            pending.add(from, to - from);
          } else {
            troubles.withoutData(run);
          }
        });
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

  private void toSlots(WriteRequest request, MapRun run, Troubles troubles) throws IOException {
    SparePool pool = parts.pool();
    parts
        .byUnit()
        .run(
            (sector, piece) -> pool.write(run.spare(), sector, piece),
            run.spareSector(),
            request.slice(run.lba(), run.end()),
            null,
            (sector, count, cause) ->
                troubles.inSlot(
                    run.lba() + (sector - run.spareSector()),
                    pool.slotAt(run.spare(), sector),
                    cause));
  }

  private void relocate(WriteRequest request, Troubles troubles) throws IOException {
    for (List<UnitBatch.Trouble> members : troubles.batches()) {
      UnitBatch batch = new UnitBatch(parts.units(), members);
      batch.badSlots().addAll(troubles.badSlots());
      new Gathering(parts, batch, request, false).run();
      relocator.move(batch, troubles.cause());
    }
  }
}

package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.spi.MapChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes pending sectors where they are, on main. Those that main takes and gives back after a
 * flush are healthy again; the units of the others are in trouble. Needs an exclusive section.
 */
final class Cure {
  private final Parts parts;
  private final WriteRequest request;
  private final Troubles troubles;

  Cure(Parts parts, WriteRequest request, Troubles troubles) {
    this.parts = parts;
    this.request = request;
    this.troubles = troubles;
  }

  void run(List<Extent> pending) throws IOException {
    List<Extent> pieces = byUnit(pending);
    pieces.removeIf(this::inTrouble);
    Disk main = parts.needMain();
    for (Extent extent : joined(pieces).sorted()) {
      ByteBuffer data = request.slice(extent.first(), extent.end());
      parts
          .byUnit()
          .run(
              main::write,
              extent.first(),
              data,
              null,
              (lba, count, cause) -> troubles.onMain(lba, cause));
    }
    pieces.removeIf(this::inTrouble);
    if (!pieces.isEmpty()) {
      main.flushForChange();
      verify(main, pieces);
      pieces.removeIf(this::inTrouble);
      parts.journal().commit(removals(joined(pieces)));
    }
  }

  /** The sectors unit by unit, without the units that move anyway. */
  private List<Extent> byUnit(List<Extent> extents) {
    Units units = parts.units();
    List<Extent> pieces = new ArrayList<>();
    for (Extent extent : extents) {
      for (long from = extent.first(); from < extent.end(); ) {
        long to = Math.min(extent.end(), units.endOf(units.unitOf(from)));
        pieces.add(new Extent(from, to - from));
        from = to;
      }
    }
    return pieces;
  }

  private boolean inTrouble(Extent piece) {
    return troubles.has(parts.units().unitOf(piece.first()));
  }

  private void verify(Disk main, List<Extent> pieces) throws IOException {
    for (Extent piece : pieces) {
      ByteBuffer found = ByteBuffer.allocate((int) piece.count() * request.sectorSize());
      parts
          .byUnit()
          .run(
              main::read,
              piece.first(),
              found,
              null,
              (lba, count, cause) -> troubles.onMain(lba, cause));
      if (!inTrouble(piece) && !found.equals(request.slice(piece.first(), piece.end()))) {
        troubles.onMain(
            piece.first(),
            new MediumException("main does not give back what was written", piece, null));
      }
    }
  }

  private static Extents joined(List<Extent> pieces) {
    Extents joined = new Extents();
    pieces.forEach(piece -> joined.add(piece.first(), piece.count()));
    return joined;
  }

  /** The changes that take these sectors out of the map. */
  static List<MapChange> removals(Extents extents) {
    List<MapChange> changes = new ArrayList<>();
    for (Extent run : extents.runs()) {
      changes.add(new MapChange.Remove(run.first(), (int) run.count()));
    }
    return changes;
  }
}

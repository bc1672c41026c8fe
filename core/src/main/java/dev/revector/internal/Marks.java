package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Marks sectors as pending because someone else says so, many with one commit. Sectors in the map
 * already are left alone.
 */
final class Marks {
  /** Most sectors between the first and the last of one section. */
  private static final long SPAN = 1L << 24;

  /** Most extents in one section. */
  private static final int MOST_EXTENTS = 1024;

  private final Parts parts;

  Marks(Parts parts) {
    this.parts = parts;
  }

  /** Marks the sectors, which lie inside main; returns how many were not in the map before. */
  long mark(List<Extent> sectors, RemapReason reason) throws IOException {
    long marked = 0;
    List<Extent> group = new ArrayList<>();
    for (Extent extent : disjoint(sectors)) {
      for (long from = extent.first(); from < extent.end(); from += SPAN) {
        Extent piece = new Extent(from, Math.min(SPAN, extent.end() - from));
        boolean full = group.size() == MOST_EXTENTS;
        if (full || (!group.isEmpty() && piece.end() - group.get(0).first() > SPAN)) {
          marked += markGroup(group, reason);
          group.clear();
        }
        group.add(piece);
      }
    }
    return group.isEmpty() ? marked : marked + markGroup(group, reason);
  }

  private long markGroup(List<Extent> group, RemapReason reason) throws IOException {
    long first = group.get(0).first();
    long end = group.get(group.size() - 1).end();
    try (Section section = Section.of(parts, first, end - first)) {
      section.checkWritable();
      section.makeExclusive();
      Extents clear = new Extents();
      long sectors = 0;
      for (Extent extent : group) {
        Segments part = parts.table().segments(extent.first(), extent.end());
        while (part.next()) {
          if (part.isClear()) {
            clear.add(part.from(), part.count());
            sectors += part.count();
          }
        }
      }
      parts.journal().commit(puts(clear, reason));
      return sectors;
    }
  }

  private List<MapChange> puts(Extents sectors, RemapReason reason) {
    long now = parts.nowSeconds();
    List<MapChange> changes = new ArrayList<>();
    for (Extent run : sectors.runs()) {
      int count = (int) run.count();
      changes.add(
          new MapChange.Put(
              new MapRun(run.first(), count, SectorState.PENDING, 0, 0, reason, now, 0)));
    }
    return changes;
  }

  /** The same sectors in ascending order, each once. */
  private static List<Extent> disjoint(List<Extent> sectors) {
    List<Extent> given = new ArrayList<>(sectors);
    given.sort(Comparator.comparingLong(Extent::first));
    Extents joined = new Extents();
    long done = 0;
    for (Extent extent : given) {
      long from = Math.max(done, extent.first());
      if (from < extent.end()) {
        joined.add(from, extent.end() - from);
        done = extent.end();
      }
    }
    return joined.sorted();
  }
}

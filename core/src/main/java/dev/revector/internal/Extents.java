package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.UnreadableSectorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers sectors and hands them over as ascending extents without gaps between neighbours. */
final class Extents {
  private final List<Extent> list = new ArrayList<>();

  void add(long first, long count) {
    int last = list.size() - 1;
    if (last >= 0 && list.get(last).end() == first) {
      list.set(last, new Extent(list.get(last).first(), list.get(last).count() + count));
    } else {
      list.add(new Extent(first, count));
    }
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /** The extents, none touching another; what was added must be disjoint. */
  List<Extent> sorted() {
    List<Extent> given = new ArrayList<>(list);
    given.sort(Comparator.comparingLong(Extent::first));
    Extents joined = new Extents();
    given.forEach(extent -> joined.add(extent.first(), extent.count()));
    return joined.list;
  }

  /** The same, cut where one is longer than a run of the map can be. */
  List<Extent> runs() {
    List<Extent> runs = new ArrayList<>();
    for (Extent extent : sorted()) {
      for (long from = extent.first(); from < extent.end(); from += MapRun.MAX_COUNT) {
        runs.add(new Extent(from, Math.min(MapRun.MAX_COUNT, extent.end() - from)));
      }
    }
    return runs;
  }

  /** The error that names these sectors, of which there is at least one. */
  UnreadableSectorException unreadable(@Nullable Throwable cause) {
    List<Extent> sectors = sorted();
    return new UnreadableSectorException("no readable data: sectors=" + sectors, sectors, cause);
  }
}

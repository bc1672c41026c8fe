package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers sectors of a disk in any order; bounded. Not thread-safe. */
final class SectorGathering {
  private final DeviceGeometry main;
  private final List<Extent> extents = new ArrayList<>();

  SectorGathering(DeviceGeometry main) {
    this.main = main;
  }

  /**
   * Adds every sector that holds one of the bytes from {@code first} to {@code end - 1}; what lies
   * beyond the disk is left out.
   *
   * @return false if there are too many extents
   */
  boolean addBytes(long first, long end) {
    int size = main.sectorSize();
    long from = first / size;
    long to = Math.min(main.sectors(), end / size + (end % size == 0 ? 0 : 1));
    return from >= to || add(new Extent(from, to - from));
  }

  boolean add(Extent extent) {
    int last = extents.size() - 1;
    if (last >= 0
        && extent.first() >= extents.get(last).first()
        && extent.first() <= extents.get(last).end()) {
      long first = extents.get(last).first();
      long end = Math.max(extents.get(last).end(), extent.end());
      extents.set(last, new Extent(first, end - first));
      return true;
    }
    extents.add(extent);
    return extents.size() <= BadblocksList.MOST_EXTENTS;
  }

  /** The sectors as ascending extents that do not touch each other. */
  List<Extent> sorted() {
    extents.sort(Comparator.comparingLong(Extent::first));
    SectorGathering joined = new SectorGathering(main);
    extents.forEach(joined::add);
    return List.copyOf(joined.extents);
  }
}

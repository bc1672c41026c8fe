package dev.revector.transfer;

import dev.revector.Extent;
import dev.revector.transfer.DmRemapSpare.Fate;
import dev.revector.transfer.DmRemapSpare.Remap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges the records of a copy: the last one of a sector counts. Pure. */
final class DmRemapRecords {
  private final List<Extent> metadata;
  private final long spareSectors;
  private final Map<Long, Integer> users = new HashMap<>();
  private final List<Remap> remaps;
  private final List<Remap> foreign = new ArrayList<>();

  /**
   * Judges the records.
   *
   * @param metadata sectors of the spare that the module's own copies take
   * @param spareSectors sectors of the spare as it is
   */
  DmRemapRecords(DmRemapCopy copy, List<Extent> metadata, long spareSectors) {
    this.metadata = metadata;
    this.spareSectors = spareSectors;
    TreeMap<Long, DmRemapCopy.Item> last = new TreeMap<>(Long::compareUnsigned);
    copy.records().forEach(item -> last.put(item.lba(), item));
    last.values().forEach(item -> users.merge(item.spareSector(), 1, Integer::sum));
    List<Remap> inside = new ArrayList<>();
    for (DmRemapCopy.Item item : last.values()) {
      boolean onMain = Long.compareUnsigned(item.lba(), copy.mainSectors()) < 0;
      (onMain ? inside : foreign).add(judge(item));
    }
    this.remaps = List.copyOf(inside);
  }

  private Remap judge(DmRemapCopy.Item item) {
    return new Remap(item.lba(), item.spareSector(), item.timeSeconds(), item.errors(), fate(item));
  }

  private Fate fate(DmRemapCopy.Item item) {
    long sector = item.spareSector();
    if (Long.compareUnsigned(sector, spareSectors) >= 0) {
      return Fate.BEYOND_SPARE;
    }
    if (metadata.stream().anyMatch(zone -> sector >= zone.first() && sector < zone.end())) {
      return Fate.IN_METADATA;
    }
    return users.getOrDefault(sector, 0) > 1 ? Fate.SHARED : Fate.INTACT;
  }

  List<Remap> remaps() {
    return remaps;
  }

  List<Remap> foreign() {
    return List.copyOf(foreign);
  }
}

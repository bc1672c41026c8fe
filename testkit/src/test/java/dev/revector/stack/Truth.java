package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.SectorState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** All that is known of a pair from outside: what must be found again after any failure. */
final class Truth {
  final SectorHistory data;
  MapView map;
  BitSet retired = new BitSet();
  long sequence;
  long epoch;

  /** Sectors of whose map entries a change is under way; null when there is none. */
  @Nullable Extent loose;

  Truth(SectorHistory data, MapView map) {
    this.data = data;
    this.map = map;
  }

  Truth copy() {
    Truth copy = new Truth(data.copy(), map);
    copy.retired = (BitSet) retired.clone();
    copy.sequence = sequence;
    copy.epoch = epoch;
    copy.loose = loose;
    return copy;
  }

  /** The map was published anew: what moved to a slot, or back, was made durable before. */
  void published(MapView after) {
    for (int lba = 0; lba < data.sectors(); lba++) {
      boolean moved = after.is(lba, SectorState.MAPPED) && !after.sameAt(map, lba);
      boolean back = after.state(lba) == null && map.is(lba, SectorState.MAPPED);
      if (moved || back) {
        data.durable(lba);
      }
    }
    map = after;
  }

  /** Notes which sectors their media can't read, where the map says that they are. */
  void taint(SimPair pair) {
    for (int lba = 0; lba < data.sectors(); lba++) {
      if (pair.isUnreadable(map, lba)) {
        data.taint(lba);
      }
    }
  }
}

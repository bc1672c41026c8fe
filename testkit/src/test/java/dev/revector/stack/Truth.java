package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.RemapTarget;
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

  /** The map that the change led to, once it is known. */
  @Nullable MapView after;

  private Truth(SectorHistory data, MapView map) {
    this.data = data;
    this.map = map;
  }

  /** That of a pair whose sectors are all zero, and durable. */
  static Truth of(RemapTarget fresh) {
    Truth truth = new Truth(new SectorHistory(Setup.SECTORS), MapView.of(fresh));
    truth.sequence = fresh.status().metadata().sequence();
    truth.epoch = fresh.status().metadata().epoch();
    return truth;
  }

  Truth copy() {
    Truth copy = new Truth(data.copy(), map);
    copy.retired = (BitSet) retired.clone();
    copy.sequence = sequence;
    copy.epoch = epoch;
    copy.loose = loose;
    copy.after = after;
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

  /** A request was acknowledged: its map, its record and the slots that it retired stay. */
  void acknowledged(RemapTarget target) {
    published(MapView.of(target));
    sequence = target.status().metadata().sequence();
    target
        .retired()
        .forEach(run -> retired.set((int) run.sector(), (int) (run.sector() + run.sectors())));
  }

  /** What a change under way may have made of a sector's entry. */
  boolean mayBecome(MapView found, int lba) {
    boolean changing = loose != null && lba >= loose.first() && lba < loose.end();
    return changing && (after == null || found.sameAt(after, lba));
  }

  /** Faults that pass are over: what can be read and is not marked must be readable again. */
  void clearPassed(SimPair pair) {
    for (int lba = 0; lba < data.sectors(); lba++) {
      if (!pair.isUnreadable(map, lba) && !Op.isBad(map, lba)) {
        data.clean(lba);
      }
    }
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

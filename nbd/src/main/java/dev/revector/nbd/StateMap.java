package dev.revector.nbd;

import dev.revector.BlockDevice;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import java.util.ArrayList;
import java.util.List;

/**
 * What block status says of a device.
 *
 * <p>{@code base:allocation}: everything is data, for a disk knows of no holes. {@code
 * x-revector:state}: 0 healthy, 1 remapped, 2 pending (unreadable, its data may come back), 4 lost
 * (it has a spare slot and no data).
 */
final class StateMap {
  static final String ALLOCATION = "base:allocation";
  static final String STATE = "x-revector:state";

  /** The numbers of the contexts. */
  static final int ALLOCATION_ID = 1;

  static final int STATE_ID = 2;

  static final int REMAPPED = 1;
  static final int PENDING = 2;
  static final int LOST = 4;

  /** Most extents in one answer; a client asks again for the rest. */
  private static final int MOST = 512;

  /** Sectors that are looked up at a time, so that a map with many runs is not copied whole. */
  private static final int WINDOW = 1 << 16;

  private final BlockDevice device;

  StateMap(BlockDevice device) {
    this.device = device;
  }

  /** True when the device has states to show. */
  boolean hasStates() {
    return device instanceof RemapTarget;
  }

  /** The whole range as data. */
  List<StateExtent> allocation(long bytes) {
    return List.of(new StateExtent(bytes, 0));
  }

  /**
   * The states from {@code lba} on, at least of the first sector.
   *
   * @param one true for the first extent only
   */
  List<StateExtent> states(long lba, long count, boolean one) {
    Extents extents = new Extents(device.geometry().sectorSize());
    if (!(device instanceof RemapTarget target)) {
      return List.of(new StateExtent(count * device.geometry().sectorSize(), 0));
    }
    long end = lba + count;
    int most = one ? 1 : MOST;
    for (long from = lba; from < end && extents.list.size() <= most; ) {
      long to = Math.min(end, from + WINDOW);
      long at = from;
      for (MapRun run : target.runs(from, to - from)) {
        long first = Math.max(at, run.lba());
        extents.add(first - at, 0);
        at = Math.min(to, run.end());
        extents.add(at - first, flags(run.state()));
      }
      extents.add(to - at, 0);
      from = to;
    }
    List<StateExtent> found = extents.list;
    return found.size() > most ? found.subList(0, most) : found;
  }

  private static int flags(SectorState state) {
    return switch (state) {
      case MAPPED -> REMAPPED;
      case PENDING, MAPPED_PENDING -> PENDING;
      case LOST -> LOST;
    };
  }

  /** A list in which neighbours differ. */
  private static final class Extents {
    private final List<StateExtent> list = new ArrayList<>();
    private final int sectorSize;

    Extents(int sectorSize) {
      this.sectorSize = sectorSize;
    }

    void add(long sectors, int flags) {
      if (sectors <= 0) {
        return;
      }
      long bytes = sectors * sectorSize;
      int last = list.size() - 1;
      if (last >= 0 && list.get(last).flags() == flags) {
        list.set(last, new StateExtent(list.get(last).bytes() + bytes, flags));
      } else {
        list.add(new StateExtent(bytes, flags));
      }
    }
  }
}

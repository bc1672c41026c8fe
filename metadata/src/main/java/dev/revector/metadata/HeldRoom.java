package dev.revector.metadata;

import dev.revector.spi.SpareSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The room that each live copy is sure to find until its table can name every slot: behind the
 * copy, and as far as that is too little, elsewhere. Held back from data, since a slot whose record
 * has no place is of no use.
 *
 * <p>It is not stored. An opening finds the same room again: each search is for the first fit, and
 * what was held back is free again while the rest has only filled up since, so the first fit is
 * where it was. Immutable.
 */
final class HeldRoom {
  /** No room at all, as long as no spare's free room is known. */
  static final HeldRoom NONE = new HeldRoom(List.of());

  private final List<List<BlockRun>> zones;

  private HeldRoom(List<List<BlockRun>> zones) {
    this.zones = zones;
  }

  /** The zones of a copy, in the order in which it grows into them. */
  List<BlockRun> zones(int copy) {
    return copy < zones.size() ? zones.get(copy) : List.of();
  }

  /** Lets go what was held back, and holds back what this layout needs. */
  static HeldRoom of(SpareSpace space, Header header) {
    space.letGo();
    return new Search(space, header).run();
  }

  private static final class Search {
    private final SpareSpace space;
    private final Layout layout;
    private final int sectorsPerBlock;
    private final int extentsPerCopy;
    private final long wanted;
    private final List<List<BlockRun>> zones = new ArrayList<>();
    private final long[] missing;

    Search(SpareSpace space, Header header) {
      this.space = space;
      this.layout = header.layout();
      this.sectorsPerBlock = layout.blockSize() / header.pair().main().sectorSize();
      int copies = layout.copies().size();
      int spares = header.pair().spareSectors().size();
      this.extentsPerCopy = HeaderCodec.extentsPerCopy(layout.blockSize(), copies, spares);
      this.wanted = Math.max(0, Room.reach(header) - layout.tableBlocks());
      this.missing = new long[copies];
    }

    HeldRoom run() {
      for (int copy = 0; copy < missing.length; copy++) {
        zones.add(new ArrayList<>());
      }
      layout.live().forEach(this::holdBehind);
      // The largest first: a smaller one fits wherever a larger one stood before.
      layout.live().stream()
          .sorted(Comparator.comparingLong(copy -> -missing[copy]))
          .forEach(this::holdElsewhere);
      return new HeldRoom(zones.stream().map(List::copyOf).toList());
    }

    private void holdBehind(int copy) {
      List<BlockRun> runs = layout.copies().get(copy);
      BlockRun last = runs.get(runs.size() - 1);
      long free = space.freeFrom(last.spare(), last.end() * sectorsPerBlock) / sectorsPerBlock;
      long count = Math.min(wanted, free);
      if (count > 0) {
        hold(copy, new BlockRun(last.spare(), last.end(), count));
      }
      missing[copy] = wanted - count;
    }

    private void holdElsewhere(int copy) {
      int spare = layout.copies().get(copy).get(0).spare();
      int extents = layout.copies().get(copy).size();
      long size = missing[copy];
      while (missing[copy] > 0 && size > 0 && extents < extentsPerCopy) {
        long sector = space.findFree(spare, size * sectorsPerBlock, sectorsPerBlock);
        if (sector < 0) {
          size /= 2;
          continue;
        }
        hold(copy, new BlockRun(spare, sector / sectorsPerBlock, size));
        missing[copy] -= size;
        size = Math.min(size, missing[copy]);
        extents++;
      }
    }

    private void hold(int copy, BlockRun zone) {
      zones.get(copy).add(zone);
      space.holdBack(zone.spare(), zone.first() * sectorsPerBlock, zone.count() * sectorsPerBlock);
    }
  }
}

package dev.revector.metadata;

import dev.revector.spi.SpareSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds room for the table to grow into: behind each copy if that is free, else anywhere. All
 * copies grow by the same; what one found beyond that is given back. Not thread-safe.
 */
final class Growth {
  private final SpareSpace space;
  private final int sectorsPerBlock;
  private final int extentsPerCopy;

  Growth(SpareSpace space, Header header) {
    this.space = space;
    Layout layout = header.layout();
    int copies = layout.copies().size();
    int spares = header.pair().spareSectors().size();
    this.sectorsPerBlock = layout.blockSize() / header.pair().main().sectorSize();
    this.extentsPerCopy = HeaderCodec.extentsPerCopy(layout.blockSize(), copies, spares);
  }

  /**
   * A layout with up to {@code wanted} more table blocks in each live copy; the same if none fit.
   */
  Layout grow(Layout layout, List<Integer> live, long wanted) {
    long common = Math.min(wanted, Integer.MAX_VALUE / 2 - layout.tableBlocks());
    List<List<BlockRun>> held = new ArrayList<>();
    for (int copy : live) {
      List<BlockRun> runs = new ArrayList<>();
      gather(layout.copies().get(copy), runs, common);
      common = Math.min(common, blocks(runs));
      held.add(runs);
    }
    List<List<BlockRun>> extents = new ArrayList<>(layout.copies());
    for (int i = 0; i < live.size(); i++) {
      List<BlockRun> runs = new ArrayList<>(extents.get(live.get(i)));
      take(held.get(i), common).forEach(run -> add(runs, run));
      held.get(i).forEach(this::giveBack);
      extents.set(live.get(i), List.copyOf(runs));
    }
    if (common == 0) {
      return layout;
    }
    int tableBlocks = (int) (layout.tableBlocks() + common);
    return layout.withCopies(tableBlocks, layout.evicted(), extents);
  }

  /** Reserves a run of blocks in one piece anywhere on a spare, for a whole copy; null if none. */
  @Nullable BlockRun region(int spare, long blocks) {
    return anywhere(spare, blocks);
  }

  private void giveBack(BlockRun run) {
    space.unreserve(run.spare(), run.first() * sectorsPerBlock, run.count() * sectorsPerBlock);
  }

  private void gather(List<BlockRun> extents, List<BlockRun> runs, long wanted) {
    long missing = wanted - blocks(runs);
    while (missing > 0) {
      BlockRun last = runs.isEmpty() ? extents.get(extents.size() - 1) : runs.get(runs.size() - 1);
      BlockRun next = behind(last, missing);
      if (next == null && extents.size() + runs.size() < extentsPerCopy) {
        for (long size = missing; size > 0 && next == null; size /= 2) {
          next = anywhere(last.spare(), size);
        }
      }
      if (next == null) {
        return;
      }
      add(runs, next);
      missing -= next.count();
    }
  }

  /**
   * Reserves as much as is free right behind a run: the wanted size, or a half of it, and so on.
   */
  private @Nullable BlockRun behind(BlockRun last, long wanted) {
    for (long size = wanted; size > 0; size /= 2) {
      if (space.tryReserve(last.spare(), last.end() * sectorsPerBlock, size * sectorsPerBlock)) {
        return new BlockRun(last.spare(), last.end(), size);
      }
    }
    return null;
  }

  private @Nullable BlockRun anywhere(int spare, long blocks) {
    long sector = space.findFree(spare, blocks * sectorsPerBlock, sectorsPerBlock);
    boolean got = sector >= 0 && space.tryReserve(spare, sector, blocks * sectorsPerBlock);
    return got ? new BlockRun(spare, sector / sectorsPerBlock, blocks) : null;
  }

  private static long blocks(List<BlockRun> runs) {
    return runs.stream().mapToLong(BlockRun::count).sum();
  }

  /** Appends a run, as part of the last one where it follows on it. */
  private static void add(List<BlockRun> runs, BlockRun next) {
    int at = runs.size() - 1;
    if (at >= 0 && runs.get(at).spare() == next.spare() && runs.get(at).end() == next.first()) {
      BlockRun last = runs.get(at);
      runs.set(at, new BlockRun(last.spare(), last.first(), last.count() + next.count()));
    } else {
      runs.add(next);
    }
  }

  /** Takes so many blocks off the front of the runs. */
  private static List<BlockRun> take(List<BlockRun> runs, long blocks) {
    List<BlockRun> taken = new ArrayList<>();
    long missing = blocks;
    while (missing > 0) {
      BlockRun first = runs.remove(0);
      long part = Math.min(missing, first.count());
      taken.add(new BlockRun(first.spare(), first.first(), part));
      if (part < first.count()) {
        runs.add(0, new BlockRun(first.spare(), first.first() + part, first.count() - part));
      }
      missing -= part;
    }
    return taken;
  }
}

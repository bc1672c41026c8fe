package dev.revector.metadata;

import dev.revector.spi.SpareSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for the table to grow into: what is held back for each copy, then what is free behind
 * it, then anywhere. All copies grow by the same; what one found beyond that is given back. Where
 * the first would take all that is free, each gets a smaller share. Not thread-safe.
 */
final class Growth {
  private final SpareSpace space;
  private final HeldRoom held;
  private final int sectorsPerBlock;
  private final int extentsPerCopy;

  Growth(SpareSpace space, HeldRoom held, Header header) {
    this.space = space;
    this.held = held;
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
    long share = Math.min(wanted, Integer.MAX_VALUE / 2 - layout.tableBlocks());
    while (share > 0) {
      List<List<BlockRun>> gathered = gather(layout, live, share);
      long least = gathered.stream().mapToLong(Growth::blocks).min().orElse(0);
      long most = gathered.stream().mapToLong(Growth::blocks).max().orElse(0);
      Layout larger = extend(layout, live, gathered, least);
      gathered.forEach(runs -> runs.forEach(this::giveBack));
      if (least > 0) {
        return larger;
      }
      // One copy left nothing to the next: it takes less.
      share = most / 2;
    }
    return layout;
  }

  /** What each copy finds, one after the other; none more than one before it. */
  private List<List<BlockRun>> gather(Layout layout, List<Integer> live, long share) {
    List<List<BlockRun>> gathered = new ArrayList<>();
    long common = share;
    for (int copy : live) {
      List<BlockRun> runs = new ArrayList<>();
      gather(copy, layout.copies().get(copy), runs, common);
      common = Math.min(common, blocks(runs));
      gathered.add(runs);
    }
    return gathered;
  }

  /** Moves so many blocks of what each copy found to its extents. */
  private static Layout extend(
      Layout layout, List<Integer> live, List<List<BlockRun>> gathered, long added) {
    List<List<BlockRun>> extents = new ArrayList<>(layout.copies());
    for (int i = 0; i < live.size(); i++) {
      List<BlockRun> runs = new ArrayList<>(extents.get(live.get(i)));
      cut(gathered.get(i), added).forEach(run -> add(runs, run));
      extents.set(live.get(i), List.copyOf(runs));
    }
    int tableBlocks = (int) (layout.tableBlocks() + added);
    return layout.withCopies(tableBlocks, layout.evicted(), extents);
  }

  private void giveBack(BlockRun run) {
    space.unreserve(run.spare(), run.first() * sectorsPerBlock, run.count() * sectorsPerBlock);
  }

  private void gather(int copy, List<BlockRun> extents, List<BlockRun> runs, long wanted) {
    long missing = wanted;
    for (BlockRun zone : held.zones(copy)) {
      missing -=
          take(new BlockRun(zone.spare(), zone.first(), Math.min(missing, zone.count())), runs);
    }
    while (missing > 0) {
      BlockRun last = runs.isEmpty() ? extents.get(extents.size() - 1) : runs.get(runs.size() - 1);
      long free = space.freeFrom(last.spare(), last.end() * sectorsPerBlock) / sectorsPerBlock;
      long taken = take(new BlockRun(last.spare(), last.end(), Math.min(missing, free)), runs);
      if (taken == 0 && extents.size() + runs.size() < extentsPerCopy) {
        taken = takeAnywhere(last.spare(), missing, runs);
      }
      if (taken == 0) {
        return;
      }
      missing -= taken;
    }
  }

  /** Reserves as large a part of so many blocks as there is in one piece, by halves. */
  private long takeAnywhere(int spare, long wanted, List<BlockRun> runs) {
    for (long size = wanted; size > 0; size /= 2) {
      long sector = space.findFree(spare, size * sectorsPerBlock, sectorsPerBlock);
      if (sector >= 0) {
        return take(new BlockRun(spare, sector / sectorsPerBlock, size), runs);
      }
    }
    return 0;
  }

  /** Reserves a run, if it is not empty; the number of blocks got. */
  private long take(BlockRun run, List<BlockRun> runs) {
    long first = run.first() * sectorsPerBlock;
    if (run.count() == 0 || !space.tryReserve(run.spare(), first, run.count() * sectorsPerBlock)) {
      return 0;
    }
    add(runs, run);
    return run.count();
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
  private static List<BlockRun> cut(List<BlockRun> runs, long blocks) {
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

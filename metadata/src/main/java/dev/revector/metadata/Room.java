package dev.revector.metadata;

import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a commit finds what it needs before it begins: a free journal slot, entries, and
 * free table blocks to write the changed ones anew. Not thread-safe.
 */
final class Room {
  /** Blocks to grow by beyond the reach that single remaps in every slot would need. */
  private static final int LEAST_GROWTH = 8;

  /** Leaves that a change of one sector makes anew: that of the run it touches, and two more. */
  private static final int MOST_LEAVES_OF_PIECE = 3;

  private final Ledger ledger;
  private final long reachTableBlocks;
  private @Nullable SpareSpace space;
  private HeldRoom held = HeldRoom.NONE;

  Room(Ledger ledger) {
    this.ledger = ledger;
    this.reachTableBlocks = reach(ledger.header());
  }

  /** Table blocks that are enough when every slot of the spare is in use by single remaps. */
  static long reach(Header header) {
    Layout layout = header.layout();
    return RegionPlan.reach(
        layout.blockSize(),
        header.pair().spareSectors().get(0) / sectorsPerBlock(header),
        header.pair().slotSize(),
        layout.copies().size(),
        layout.ringBlocks());
  }

  void attach(SpareSpace free) {
    space = free;
    holdBack();
  }

  /** Reserves a place if none of it is reserved, retired or used; true if it was. */
  boolean reserve(SpareSpace free, BlockRun run) {
    int sectorsPerBlock = sectorsPerBlock(ledger.header());
    return free.tryReserve(
        run.spare(), run.first() * sectorsPerBlock, run.count() * sectorsPerBlock);
  }

  /** Holds back what the present layout will need; what it needed before is let go. */
  void holdBack() {
    if (space != null) {
      held = HeldRoom.of(space, ledger.header());
    }
  }

  /**
   * Reserves a place in one piece for a whole copy, in held-back room too: that a copy is there is
   * worth more than slots. Null if there is none. {@link #holdBack} must follow.
   */
  @Nullable BlockRun region(int spare, long blocks) {
    if (space == null) {
      return null;
    }
    space.letGo();
    int sectorsPerBlock = sectorsPerBlock(ledger.header());
    long sector = space.findFree(spare, blocks * sectorsPerBlock, sectorsPerBlock);
    if (sector < 0) {
      return null;
    }
    BlockRun region = new BlockRun(spare, sector / sectorsPerBlock, blocks);
    return reserve(space, region) ? region : null;
  }

  /** Takes sectors where a copy stood that failed out of use. {@link #holdBack} must follow. */
  void retire(SpareRun run) {
    if (space != null) {
      space.retire(run.spare(), run.sector(), run.count());
    }
  }

  private static int sectorsPerBlock(Header header) {
    return header.layout().blockSize() / header.pair().main().sectorSize();
  }

  /** Makes room for the changes, by a checkpoint or by growing; false if there is none. */
  boolean ensure(List<Entry> ops) throws IOException {
    if (!ledger.hasRoomInRing(Ledger.COMMIT_RESERVE)) {
      checkpoint();
    }
    if (fits(ops)) {
      return true;
    }
    checkpoint();
    while (!fits(ops)) {
      if (!grow()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes room to write the changes one sector after the other, each with a checkpoint if need be;
   * false if there is none. With it {@link #ensure} can't fail half-way through them.
   */
  boolean ensureInPieces(List<Entry> ops) throws IOException {
    while (!fitsInPieces(ops)) {
      if (!grow()) {
        return false;
      }
    }
    return true;
  }

  private boolean fitsInPieces(List<Entry> ops) {
    int blockSize = ledger.copies().layout().blockSize();
    EntryTable table = ledger.table();
    long added = ops.stream().mapToLong(table::added).sum();
    return canStillChange(
        Math.max(table.leafCount(), TableShape.leaves(blockSize, table.size() + added)));
  }

  /** True when a tree over so many leaves leaves free what a small change writes anew. */
  private boolean canStillChange(long leaves) {
    Layout layout = ledger.copies().layout();
    long needed =
        TableShape.blocks(layout.blockSize(), leaves)
            + ledger.tree().costOf(MOST_LEAVES_OF_PIECE, leaves);
    return needed <= layout.tableBlocks();
  }

  /** A checkpoint; grows ahead of need, but beyond the full reach only when it must. */
  private void checkpoint() throws IOException {
    ledger.checkpoint();
    long live = ledger.tree().blocksTaken();
    long table = ledger.copies().layout().tableBlocks();
    if (table < reachTableBlocks && table - live < TableShape.slack(live)) {
      grow();
    }
  }

  private boolean fits(List<Entry> ops) {
    int blockSize = ledger.copies().layout().blockSize();
    EntryTable table = ledger.table();
    long changed = table.dirtyLeaves().cardinality();
    long added = 0;
    for (Entry op : ops) {
      changed += table.leavesOf(op);
      added += table.added(op);
    }
    long leaves = Math.max(table.leafCount(), TableShape.leaves(blockSize, table.size() + added));
    long free = (long) ledger.copies().layout().tableBlocks() - ledger.tree().blocksTaken();
    // What adds to the map must leave the room without which nothing could be taken out again.
    boolean adds = ops.stream().anyMatch(op -> op.state() != Entry.REMOVE);
    return ledger.tree().costOf(changed, leaves) <= free
        && (!adds || leaves == table.leafCount() || canStillChange(leaves));
  }

  /**
   * Doubles the table, or takes it to its full reach if that is nearer; false if there is no room.
   * The larger layout is durable before any record relies on it: an opening that found only the
   * smaller one could not write the table those records make.
   */
  private boolean grow() throws IOException {
    if (space == null) {
      return false;
    }
    Layout layout = ledger.copies().layout();
    long toReach = reachTableBlocks - layout.tableBlocks();
    long wanted = toReach > 0 ? Math.min(layout.tableBlocks(), toReach) : LEAST_GROWTH;
    Growth growth = new Growth(space, held, ledger.header());
    Layout larger = growth.grow(layout, ledger.copies().live(), wanted);
    boolean grown = larger.tableBlocks() > layout.tableBlocks();
    if (grown) {
      ledger.extend(larger);
    }
    holdBack();
    return grown;
  }
}

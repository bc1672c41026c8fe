package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair's metadata, open for writing: appends records, checkpoints the table, moves copies. Not
 * thread-safe. After any exception the ledger must not be written again.
 */
final class Ledger {
  /** Ring slots that commits leave free, so that an open can always write its own record. */
  static final int COMMIT_RESERVE = 2;

  private static final int NO_COPY = -1;

  private final BlockIo io;
  private final Copies copies;
  private final EntryTable table;
  private final TableTree tree;
  private final long epoch;
  private Header header;
  private long head;
  private long headHash;

  private Ledger(BlockIo io, Copies copies, Snapshot state, long epoch) {
    this.io = io;
    this.copies = copies;
    this.table = state.table();
    this.tree = state.tree();
    this.epoch = epoch;
    this.header = state.header();
    this.head = state.head();
    this.headHash = state.headHash();
  }

  /**
   * Takes over what was read: mends it, then makes it this opening's by a record of its own.
   *
   * @param mainId main's identity as the headers are to have it
   */
  static Ledger open(BlockIo io, Snapshot snapshot, String mainId) throws IOException {
    checkRoom(snapshot);
    Header header = snapshot.header();
    Copies copies = new Copies(io, header.pair().uuid(), header.layout());
    copies.exclude(snapshot.excluded());
    Repair repair = new Repair(snapshot, io);
    repair.apply(repair.plan(), copies);
    Witness.mend(io, copies.envelope(), copies.layout(), copies.evicted());
    Ledger ledger = new Ledger(io, copies, snapshot, snapshot.epoch() + 1);
    boolean renamed = !header.pair().mainStableId().equals(mainId);
    if (renamed) {
      ledger.header = header.withMainId(mainId);
    }
    // A copy that is alone must keep its records twice before the first one is written to it.
    if (renamed || !ledger.hasRoomInRing(1) || copies.evicted() != header.layout().evicted()) {
      ledger.checkpoint();
    }
    ledger.append(JournalRecord.EPOCH, List.of());
    return ledger;
  }

  /**
   * What the journal changed must fit into the table beside what it replaces. It does not when all
   * headers were lost that knew of the table's growth, and an older one is left.
   */
  private static void checkRoom(Snapshot snapshot) throws MetadataDamagedException {
    EntryTable table = snapshot.table();
    int blocks = snapshot.header().layout().tableBlocks();
    long needed = snapshot.tree().costOf(table.dirtyLeaves().cardinality(), table.leafCount());
    long free = (long) blocks - snapshot.tree().blocksTaken();
    if (needed > free) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT,
          "the newest header that is left is older than the growth of its table, which can be read"
              + " but not written: tableBlocks="
              + blocks
              + ", free="
              + free
              + ", needed="
              + needed);
    }
  }

  Header header() {
    return header;
  }

  Copies copies() {
    return copies;
  }

  EntryTable table() {
    return table;
  }

  TableTree tree() {
    return tree;
  }

  long head() {
    return head;
  }

  long epoch() {
    return epoch;
  }

  /** True when one more record leaves {@code reserve} slots of the ring free. */
  boolean hasRoomInRing(int reserve) {
    return head + 1 - header.covered() <= copies.layout().laneLength() - reserve;
  }

  /** Makes one record durable in all live copies, then applies it. */
  void append(int kind, List<Entry> ops) throws IOException {
    long sequence = head + 1;
    int blockSize = copies.layout().blockSize();
    ByteBuffer payload = JournalRecord.encode(blockSize, sequence, epoch, headHash, kind, ops);
    if (copies.evicted() != header.layout().evicted()) {
      checkpoint();
    }
    while (!copies.writeRecord(sequence, payload)) {
      // The header divides those that are left anew; one that is alone gets two lanes.
      checkpoint();
    }
    ops.forEach(table::apply);
    head = sequence;
    headHash = Envelope.payloadHash(payload);
    if (copies.evicted() != header.layout().evicted()) {
      checkpoint();
    }
  }

  /** Writes the changed part of the table and a header that covers every record so far. */
  void checkpoint() throws IOException {
    List<TableTree.Change> changes = tree.prepare(table);
    List<Integer> live = copies.live();
    for (int copy : live) {
      for (TableTree.Change change : changes) {
        int position = copies.layout().tableBlock(change.index());
        copies.write(copy, change.type(), position, change.block());
      }
    }
    if (!changes.isEmpty()) {
      copies.flush(live);
    }
    writeHeader(copies.layout(), NO_COPY);
    tree.settle();
    table.clean();
  }

  /**
   * Makes a header durable; once more if a copy left meanwhile, since the header must say so. When
   * one left, then in both slots: were all newer headers lost, an older one would believe it again.
   *
   * @param except a copy that does not get it yet
   */
  private void writeHeader(Layout layout, int except) throws IOException {
    Header next = header;
    int before = header.layout().evicted();
    int evicted;
    do {
      evicted = copies.evicted();
      next = next.next(epoch, head, headHash, tree.root(), layout.withEvicted(evicted));
      ByteBuffer payload = HeaderCodec.encode(next);
      int position = layout.headerBlock(Layout.headerSlot(next.sequence()));
      copies.writeStaged(BlockType.HEADER, position, payload, except);
    } while (copies.evicted() != evicted);
    header = next;
    copies.use(next.layout());
    if ((copies.evicted() & ~before) != 0) {
      writeHeader(copies.layout(), NO_COPY);
    }
  }

  /** Takes a larger layout into use and makes it durable. */
  void extend(Layout larger) throws IOException {
    copies.extend(larger);
    checkpoint();
  }

  /**
   * Builds an evicted copy anew in another place: everything but its header first, then a header
   * that names the place, in all other copies, and in the new one last. A header that no other copy
   * knows of would be found by nobody, until it was stale and the others were lost.
   *
   * @return false when a header can't be written there: a copy in that place could not be put out
   *     of use again, so nothing names it
   */
  boolean rebuild(int copy, List<BlockRun> runs) throws IOException {
    checkpoint();
    List<List<BlockRun>> extents = new ArrayList<>(copies.layout().copies());
    extents.set(copy, List.copyOf(runs));
    Layout old = copies.layout();
    Layout moved = old.withCopies(old.tableBlocks(), copies.evicted() & ~(1 << copy), extents);
    if (!takesHeaders(copy, moved)) {
      return false;
    }
    List<TableTree.Block> blocks = tree.blocks();
    copies.use(moved);
    copies.markLacking(copy);
    fill(copy, old, moved, blocks);
    writeHeader(moved, copy);
    for (int slot = 0; slot < 2; slot++) {
      copies.write(copy, BlockType.HEADER, moved.headerBlock(slot), HeaderCodec.encode(header));
      copies.flush(List.of(copy));
    }
    copies.markWhole(copy);
    return true;
  }

  private boolean takesHeaders(int copy, Layout layout) throws IOException {
    boolean takes = true;
    for (int slot = 0; slot < 2; slot++) {
      Place place = layout.place(copy, layout.headerBlock(slot));
      takes &= io.tryWrite(place.spare(), place.address(), Format.block(layout.blockSize()));
    }
    return takes;
  }

  private void fill(int copy, Layout old, Layout moved, List<TableTree.Block> blocks)
      throws IOException {
    for (int slot = 0; slot < moved.ringBlocks(); slot++) {
      ByteBuffer pristine = JournalRecord.pristine(moved.blockSize());
      copies.write(copy, BlockType.RECORD, 1 + slot, pristine);
    }
    for (TableTree.Block block : blocks) {
      ByteBuffer payload = TableBlocks.payload(io, copies.envelope(), old, block);
      copies.write(copy, block.type(), moved.tableBlock(block.index()), payload);
    }
    copies.flush(List.of(copy));
  }
}

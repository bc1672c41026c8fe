package dev.revector.metadata;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what to write so that all live copies are whole and equal again. Only blocks that are
 * wrong or behind are written, never the last right one of anything; {@link Mending} says in which
 * order.
 */
final class Repair {
  private final Snapshot snapshot;
  private final BlockIo io;
  private final Layout layout;
  private final Map<Integer, TableTree.Block> tableBlocks = new HashMap<>();

  Repair(Snapshot snapshot, BlockIo io) {
    this.snapshot = snapshot;
    this.io = io;
    this.layout = snapshot.header().layout();
  }

  /**
   * A block to write.
   *
   * @param damaged true when the block is wrong, false when it is only behind the others
   */
  record Fix(int copy, int position, BlockType type, String what, boolean damaged) {}

  /** Everything that is wrong or behind, copy by copy. */
  List<Fix> plan() {
    List<Fix> fixes = new ArrayList<>();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if ((snapshot.excluded() >>> copy & 1) == 0) {
        planHeaders(copy, fixes);
      }
    }
    for (int i = 0; i < snapshot.lanes().size(); i++) {
      planRing(snapshot.lanes().get(i), snapshot.rings().get(i), fixes);
    }
    for (Damage damage : snapshot.damages()) {
      fixes.add(new Fix(damage.copy(), damage.position(), BlockType.LEAF, damage.what(), true));
    }
    return fixes;
  }

  private void planHeaders(int copy, List<Fix> fixes) {
    @Nullable Found[] slots = snapshot.headers().get(copy);
    int current = Layout.headerSlot(snapshot.header().sequence());
    for (int slot = 0; slot < 2; slot++) {
      Found found = slots[slot];
      if (found == null) {
        fixes.add(headerFix(copy, slot, "header is unreadable or wrong", true));
      } else if (slot == current && !isChosen(found)) {
        fixes.add(headerFix(copy, slot, "header is behind", false));
      } else if (slot != current && !isChosen(found) && !isOlder(found.header())) {
        fixes.add(headerFix(copy, slot, "header was never completed", false));
      }
    }
  }

  private Fix headerFix(int copy, int slot, String what, boolean damaged) {
    return new Fix(copy, layout.headerBlock(slot), BlockType.HEADER, what, damaged);
  }

  private boolean isChosen(Found found) {
    return found.hash() == snapshot.headerHash();
  }

  private boolean isOlder(Header header) {
    return header.sequence() < snapshot.header().sequence();
  }

  private void planRing(Lane lane, @Nullable JournalRecord[] ring, List<Fix> fixes) {
    for (int slot = 0; slot < ring.length; slot++) {
      JournalRecord found = ring[slot];
      JournalRecord due = due(slot);
      String what = null;
      if (found == null) {
        what = "journal block is unreadable or wrong";
      } else if (due != null && found.hash() != due.hash()) {
        what = "journal block is behind";
      }
      if (what != null) {
        int position = layout.ringBlock(lane.half(), slot);
        fixes.add(new Fix(lane.copy(), position, BlockType.RECORD, what, found == null));
      }
    }
  }

  /** The record of the chain that belongs into a ring slot, null when none does. */
  private @Nullable JournalRecord due(int slot) {
    for (JournalRecord link : snapshot.chain()) {
      if (link.sequence() % layout.laneLength() == slot) {
        return link;
      }
    }
    return null;
  }

  /** Writes the fixes. */
  void apply(List<Fix> fixes, Copies copies) throws IOException {
    new Mending(this, fixes, copies).run();
  }

  /** True when a fix is of the header in this slot. */
  boolean isHeader(Fix fix, int slot) {
    return fix.type() == BlockType.HEADER && fix.position() == layout.headerBlock(slot);
  }

  /** Writes a fix, unflushed. A copy that refuses it stays. */
  void write(Fix fix, Copies copies) throws IOException {
    switch (fix.type()) {
      case HEADER -> {
        ByteBuffer payload = HeaderCodec.encode(snapshot.header());
        copies.put(fix.copy(), BlockType.HEADER, fix.position(), payload);
      }
      case RECORD ->
          copies.put(fix.copy(), BlockType.RECORD, fix.position(), record(fix.position()));
      default -> {
        TableTree.Block block = tableBlock(fix.position());
        copies.put(fix.copy(), block.type(), fix.position(), tablePayload(block));
      }
    }
  }

  private ByteBuffer record(int position) {
    int slot = (position - 1) % layout.laneLength();
    JournalRecord due = due(slot);
    if (due == null) {
      for (@Nullable JournalRecord[] ring : snapshot.rings()) {
        JournalRecord other = ring[slot];
        boolean older = other != null && other.sequence() <= snapshot.header().covered();
        if (older && (due == null || due.sequence() < other.sequence())) {
          due = other;
        }
      }
    }
    return due == null
        ? JournalRecord.pristine(layout.blockSize())
        : JournalRecord.encode(
            layout.blockSize(), due.sequence(), due.epoch(), due.parent(), due.kind(), due.ops());
  }

  private TableTree.Block tableBlock(int position) {
    if (tableBlocks.isEmpty()) {
      snapshot.tree().blocks().forEach(block -> tableBlocks.put(block.index(), block));
    }
    TableTree.Block block = tableBlocks.get(position - layout.tableBlock(0));
    if (block == null) {
      throw new IllegalStateException("no such table block: position=" + position);
    }
    return block;
  }

  private ByteBuffer tablePayload(TableTree.Block wanted) throws IOException {
    return TableBlocks.payload(io, snapshot.header().envelope(), layout, wanted);
  }

  /** Where a fix is, for a report. */
  Place place(Fix fix) {
    return layout.place(fix.copy(), fix.position());
  }
}

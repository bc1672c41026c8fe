package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of a header, block by block from whichever copy has it right. Every copy of every
 * block is verified, so that what is damaged is known.
 */
final class TableReader {
  private final BlockIo io;
  private final Header header;
  private final List<Integer> copies;
  private final List<Damage> damages;
  private final EntryTable table;
  private final TableTree tree;

  TableReader(BlockIo io, Header header, List<Integer> copies, List<Damage> damages) {
    this.io = io;
    this.header = header;
    this.copies = copies;
    this.damages = damages;
    this.table = new EntryTable(header.layout().blockSize());
    this.tree = new TableTree(header.layout().blockSize());
  }

  EntryTable table() {
    return table;
  }

  TableTree tree() {
    return tree;
  }

  /**
   * Reads it all.
   *
   * @throws MetadataDamagedException if a block survives in no copy, or contradicts another
   */
  void read() throws IOException {
    Root root = header.root();
    try {
      if (root.depth() > 0) {
        descend(root.depth() - 1, 0, root.index(), root.hash());
      }
    } catch (IllegalArgumentException e) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT, "the table contradicts itself: " + e.getMessage());
    }
    table.clean();
  }

  private void descend(int level, int at, int index, long hash) throws IOException {
    ByteBuffer block = readBlock(level == 0 ? BlockType.LEAF : BlockType.NODE, index, hash);
    tree.load(level, at, index, hash);
    if (level == 0) {
      table.load(block);
      return;
    }
    int fanout = Format.childrenPerNode(header.layout().blockSize());
    int width = width(level - 1);
    for (int i = 0; i < fanout && at * fanout + i < width; i++) {
      int child = Format.PAYLOAD + i * Format.CHILD_BYTES;
      descend(level - 1, at * fanout + i, block.getInt(child), block.getLong(child + 4));
    }
  }

  private int width(int level) {
    long width = header.root().leaves();
    for (int i = 0; i < level; i++) {
      width = TableShape.parents(header.layout().blockSize(), width);
    }
    return (int) width;
  }

  private ByteBuffer readBlock(BlockType type, int index, long hash) throws IOException {
    Layout layout = header.layout();
    if (index < 0 || index >= layout.tableBlocks()) {
      throw new IllegalArgumentException("table block outside the table: index=" + index);
    }
    ByteBuffer good = null;
    for (int copy : copies) {
      ByteBuffer block = readOne(copy, type, index, hash);
      if (block == null) {
        damages.add(
            new Damage(copy, layout.tableBlock(index), "table block is unreadable or wrong"));
      } else if (good == null) {
        good = block;
      }
    }
    if (good == null) {
      throw new MetadataDamagedException(
          Kind.NO_ASSEMBLY, "a table block is right in no copy: index=" + index);
    }
    return good;
  }

  private @Nullable ByteBuffer readOne(int copy, BlockType type, int index, long hash)
      throws IOException {
    Layout layout = header.layout();
    Place place = layout.place(copy, layout.tableBlock(index));
    ByteBuffer block = Format.block(layout.blockSize());
    boolean right =
        io.read(place.spare(), place.address(), block)
            && header.envelope().matches(block, type, place)
            && Envelope.payloadHash(block) == hash;
    return right ? block : null;
  }
}

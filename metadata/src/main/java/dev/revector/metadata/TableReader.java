package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of a header, block by block from whichever copy has it right. Every copy of every
 * block is verified, so that what is damaged is known.
 */
final class TableReader {
  private static final int BYTES_AT_ONCE = 1 << 20;

  /** Blocks between two wanted ones that are read along rather than left out. */
  private static final int LARGEST_GAP = 8;

  private final BlockIo io;
  private final Header header;
  private final List<Integer> copies;
  private final List<Damage> damages;
  private final EntryTable table;
  private final TableTree tree;
  private ByteBuffer room = Format.block(0);

  /** A block to read: its number among those read with it, its place in the table, its hash. */
  private record Wanted(int number, int index, long hash) {}

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
      table.index();
    } catch (IllegalArgumentException e) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT, "the table contradicts itself: " + e.getMessage());
    }
  }

  private void descend(int level, int at, int index, long hash) throws IOException {
    ByteBuffer[] blocks = new ByteBuffer[1];
    read(level == 0 ? BlockType.LEAF : BlockType.NODE, List.of(new Wanted(0, index, hash)), blocks);
    load(level, at, index, hash, blocks[0]);
  }

  private void load(int level, int at, int index, long hash, ByteBuffer block) throws IOException {
    tree.load(level, at, index, hash);
    if (level == 0) {
      table.load(block);
      return;
    }
    int fanout = Format.childrenPerNode(header.layout().blockSize());
    int children = Math.min(fanout, width(level - 1) - at * fanout);
    List<Wanted> wanted = new ArrayList<>(Math.max(0, children));
    for (int i = 0; i < children; i++) {
      int child = Format.PAYLOAD + i * Format.CHILD_BYTES;
      wanted.add(new Wanted(i, block.getInt(child), block.getLong(child + 4)));
    }
    if (level > 1) {
      for (Wanted child : wanted) {
        descend(level - 1, at * fanout + child.number(), child.index(), child.hash());
      }
      return;
    }
    ByteBuffer[] leaves = new ByteBuffer[wanted.size()];
    read(BlockType.LEAF, wanted, leaves);
    for (Wanted leaf : wanted) {
      load(0, at * fanout + leaf.number(), leaf.index(), leaf.hash(), leaves[leaf.number()]);
    }
  }

  private int width(int level) {
    long width = header.root().leaves();
    for (int i = 0; i < level; i++) {
      width = TableShape.parents(header.layout().blockSize(), width);
    }
    return (int) width;
  }

  /** Reads blocks, those that stand near each other at once, and leaves each at its number. */
  private void read(BlockType type, List<Wanted> wanted, ByteBuffer[] blocks) throws IOException {
    List<Wanted> inOrder = new ArrayList<>(wanted);
    inOrder.sort(Comparator.comparingInt(Wanted::index));
    for (int from = 0; from < inOrder.size(); ) {
      int first = inOrder.get(from).index();
      int to = from + 1;
      while (to < inOrder.size()
          && inOrder.get(to).index() - inOrder.get(to - 1).index() <= LARGEST_GAP
          && inOrder.get(to).index() - first < blocksAtOnce()) {
        to++;
      }
      readNeighbours(type, inOrder.subList(from, to), blocks);
      from = to;
    }
  }

  private int blocksAtOnce() {
    return Math.max(1, BYTES_AT_ONCE / header.layout().blockSize());
  }

  private void readNeighbours(BlockType type, List<Wanted> wanted, ByteBuffer[] blocks)
      throws IOException {
    Layout layout = header.layout();
    int first = wanted.get(0).index();
    int last = wanted.get(wanted.size() - 1).index();
    if (first < 0 || last >= layout.tableBlocks()) {
      throw new IllegalArgumentException("table block outside the table: index=" + last);
    }
    for (int copy : copies) {
      ByteBuffer many = readMany(copy, first, last);
      for (Wanted one : wanted) {
        ByteBuffer block =
            many == null || !isNeighbour(copy, first, one.index())
                ? readOne(copy, one.index())
                : slice(many, one.index() - first, layout.blockSize());
        if (block == null || !isRight(block, copy, type, one, blocks[one.number()])) {
          damages.add(
              new Damage(
                  copy, layout.tableBlock(one.index()), "table block is unreadable or wrong"));
        } else if (blocks[one.number()] == null) {
          blocks[one.number()] = Format.copyOf(block);
        }
      }
    }
    for (Wanted one : wanted) {
      if (blocks[one.number()] == null) {
        throw new MetadataDamagedException(
            Kind.NO_ASSEMBLY, "a table block is right in no copy: index=" + one.index());
      }
    }
  }

  private static ByteBuffer slice(ByteBuffer many, int number, int blockSize) {
    return many.slice(number * blockSize, blockSize).order(many.order());
  }

  /** Reads a stretch of a copy's table as one; null where that does not succeed. */
  private @Nullable ByteBuffer readMany(int copy, int first, int last) throws IOException {
    Layout layout = header.layout();
    Place start = layout.place(copy, layout.tableBlock(first));
    if (!isNeighbour(copy, first, last)) {
      return null;
    }
    ByteBuffer many = room((last - first + 1) * layout.blockSize());
    return io.read(start.spare(), start.address(), many) ? many : null;
  }

  /** A buffer of this size that is used again and again; a small table gets a small one. */
  private ByteBuffer room(int bytes) {
    if (room.capacity() < bytes) {
      room = Format.block(Math.min(2 * bytes, blocksAtOnce() * header.layout().blockSize()));
    }
    return room.slice(0, bytes).order(room.order());
  }

  /** True when a table block stands as far behind {@code first} as its index says. */
  private boolean isNeighbour(int copy, int first, int index) {
    Layout layout = header.layout();
    Place start = layout.place(copy, layout.tableBlock(first));
    Place place = layout.place(copy, layout.tableBlock(index));
    return place.spare() == start.spare() && place.address() - start.address() == index - first;
  }

  private @Nullable ByteBuffer readOne(int copy, int index) throws IOException {
    Layout layout = header.layout();
    Place place = layout.place(copy, layout.tableBlock(index));
    ByteBuffer block = Format.block(layout.blockSize());
    return io.read(place.spare(), place.address(), block) ? block : null;
  }

  /** True when a block has the content that is wanted, which is that of {@code good} if known. */
  private boolean isRight(
      ByteBuffer block, int copy, BlockType type, Wanted wanted, @Nullable ByteBuffer good) {
    Layout layout = header.layout();
    Place place = layout.place(copy, layout.tableBlock(wanted.index()));
    if (!header.envelope().matches(block, type, place)) {
      return false;
    }
    return good == null
        ? Envelope.payloadHash(block) == wanted.hash()
        : Envelope.isSamePayload(block, good);
  }
}

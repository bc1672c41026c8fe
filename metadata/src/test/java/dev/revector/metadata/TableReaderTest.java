package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.MemoryDisk.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a table is read: in few requests, each block from a copy that has it right. */
class TableReaderTest {
  private static final int RING = 4;
  private static final int FIXED = RING + 2;
  private static final int TABLE = 60;

  private final List<Damage> damages = new ArrayList<>();
  private Header header = HandMadePair.NEWEST;
  private HandMadePair pair = new HandMadePair(header.layout());

  /** Copies of a table of so many blocks, each in one piece. */
  private void make(int blockSize, int copies) {
    List<List<BlockRun>> places = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      places.add(List.of(new BlockRun(0, 100L * copy, FIXED + TABLE)));
    }
    make(blockSize, TABLE, places);
  }

  private void make(int blockSize, int tableBlocks, List<List<BlockRun>> places) {
    Layout layout = new Layout(1, blockSize, "linear", RING, tableBlocks, 1, 0, List.of(), places);
    header = HandMadePair.withLayout(HandMadePair.NEWEST, layout);
    pair = new HandMadePair(layout);
  }

  private static ByteBuffer leaf(int blockSize, long lba) {
    EntryTable table = new EntryTable(blockSize);
    table.apply(Entry.of(HandMadePair.run(lba)));
    ByteBuffer block = Format.block(blockSize);
    table.encode(0, block);
    return block;
  }

  /** Writes leaves, each with one run, to these table blocks, and the node above to the last. */
  private void putTable(int... places) throws IOException {
    int blockSize = header.layout().blockSize();
    ByteBuffer node = Format.block(blockSize);
    for (int i = 0; i < places.length; i++) {
      ByteBuffer leaf = leaf(blockSize, 10L * i);
      put(BlockType.LEAF, places[i], leaf);
      int at = Format.PAYLOAD + i * Format.CHILD_BYTES;
      node.putInt(at, places[i]).putLong(at + 4, Envelope.payloadHash(leaf));
    }
    putRoot(node, places.length);
  }

  private void putRoot(ByteBuffer node, int leaves) throws IOException {
    put(BlockType.NODE, TABLE - 1, node);
    header = header.withRoot(new Root(Envelope.payloadHash(node), TABLE - 1, 2, leaves));
  }

  private void put(BlockType type, int index, ByteBuffer payload) throws IOException {
    Layout layout = header.layout();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if (index >= 0 && index < layout.tableBlocks()) {
        pair.put(copy, layout.tableBlock(index), type, payload);
      }
    }
    pair.disk.forget();
  }

  /** The first sectors of all runs. */
  private List<Long> read() throws IOException {
    List<Integer> copies = header.layout().live();
    TableReader reader = new TableReader(pair.io, header, copies, damages);
    reader.read();
    assertTrue(reader.table().dirtyLeaves().isEmpty());
    List<MapRun> runs = new ArrayList<>();
    reader.table().forEachRun(runs::add);
    return runs.stream().map(MapRun::lba).toList();
  }

  private static List<Long> lbas(int leaves) {
    return IntStream.range(0, leaves).mapToObj(i -> 10L * i).toList();
  }

  private static Request blocks(int blockSize, int index, int count) {
    int sectors = blockSize / 512;
    return MemoryDisk.read((long) (FIXED + index) * sectors, (long) count * sectors);
  }

  private void expect(Kind kind, String message) {
    HandMadePair.expect(kind, message, this::read);
  }

  @Test
  void shouldReadLeavesThatStandNearEachOtherAtOnce() throws IOException {
    make(512, 1);
    putTable(30, 0, 2, 1, 10, 19, 28);
    assertEquals(lbas(7), read());
    assertEquals(
        List.of(
            blocks(512, TABLE - 1, 1), blocks(512, 0, 11), blocks(512, 19, 1), blocks(512, 28, 3)),
        pair.disk.requests());
  }

  @Test
  void shouldReadAMebibyteAtOnceAtMost() throws IOException {
    int size = 65536;
    make(size, 1);
    putTable(IntStream.range(1, 36).toArray());
    assertEquals(lbas(35), read());
    assertEquals(
        List.of(
            blocks(size, TABLE - 1, 1),
            blocks(size, 1, 16),
            blocks(size, 17, 16),
            blocks(size, 33, 3)),
        pair.disk.requests());
  }

  @Test
  void shouldReadBlockByBlockWhereOneIsUnreadable() throws IOException {
    make(512, 3);
    putTable(0, 1, 2, 3);
    pair.lose(0, FIXED + 2);
    pair.lose(2, FIXED + 1);
    assertEquals(lbas(4), read());
    assertEquals(
        List.of(
            new Damage(0, FIXED + 2, "table block is unreadable or wrong"),
            new Damage(2, FIXED + 1, "table block is unreadable or wrong")),
        damages);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void shouldNotTakeAWholeBlockForAnotherOne(int wrong, int right) throws IOException {
    make(512, 2);
    putTable(0, 1);
    pair.put(wrong, FIXED + 1, BlockType.LEAF, leaf(512, 5000));
    assertEquals(lbas(2), read());
    assertEquals(1, damages.size());
    assertEquals(wrong, damages.get(0).copy());
    pair.lose(right, FIXED + 1);
    expect(Kind.NO_ASSEMBLY, "index=1");
  }

  @Test
  void shouldRefuseABlockThatIsRightInNoCopy() throws IOException {
    make(512, 2);
    putTable(0, 7);
    pair.lose(0, FIXED + TABLE - 1);
    assertEquals(lbas(2), read());
    pair.lose(1, FIXED + TABLE - 1);
    expect(Kind.NO_ASSEMBLY, "index=" + (TABLE - 1));
  }

  @ParameterizedTest
  @CsvSource({"60", "61", "-1"})
  void shouldRefuseABlockOutsideTheTable(int index) throws IOException {
    make(512, 2);
    putTable(index);
    expect(Kind.INCONSISTENT, "table block outside the table: index=" + index);
  }

  @Test
  void shouldRefuseABlockThatIsNamedTwice() throws IOException {
    make(512, 2);
    ByteBuffer leaf = leaf(512, 0);
    put(BlockType.LEAF, 3, leaf);
    ByteBuffer node = Format.block(512);
    for (int i = 0; i < 2; i++) {
      int at = Format.PAYLOAD + i * Format.CHILD_BYTES;
      node.putInt(at, 3).putLong(at + 4, Envelope.payloadHash(leaf));
    }
    putRoot(node, 2);
    expect(Kind.INCONSISTENT, "referred to twice: index=3");
  }

  /** The third piece goes on where the first would, had the second not come between. */
  @Test
  void shouldFollowTheExtentsOfACopy() throws IOException {
    List<BlockRun> pieces =
        List.of(
            new BlockRun(0, 100, FIXED + 3),
            new BlockRun(0, 500, 4),
            new BlockRun(0, 100 + FIXED + 7, 53));
    make(512, TABLE, List.of(List.of(new BlockRun(0, 300, FIXED + TABLE)), pieces));
    putTable(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertEquals(lbas(9), read());
    assertEquals(List.of(), damages);
    pair.lose(0, FIXED + 4);
    assertEquals(lbas(9), read());
    assertEquals(1, damages.size());
  }

  /** So many leaves that there are nodes beside each other on two levels. */
  @Test
  void shouldReadATreeOfFourLevels() throws IOException {
    int leaves = 39 * 39 + 2;
    EntryTable table = new EntryTable(512);
    for (int i = 0; i < leaves * 19; i++) {
      table.apply(Entry.of(HandMadePair.run(10L * i)));
    }
    TableTree tree = new TableTree(512);
    List<TableTree.Change> changes = tree.prepare(table);
    int blocks = changes.size();
    make(512, blocks, List.of(List.of(new BlockRun(0, 0, FIXED + blocks))));
    for (TableTree.Change change : changes) {
      put(change.type(), change.index(), change.block());
    }
    header = header.withRoot(tree.root());
    assertEquals(4, tree.root().depth());
    assertEquals(lbas(leaves * 19), read());
    TableReader reader = new TableReader(pair.io, header, List.of(0), damages);
    reader.read();
    assertEquals(tree.blocks(), reader.tree().blocks());
    assertEquals(List.of(), damages);
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.TableTree.Block;
import dev.revector.metadata.TableTree.Change;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree over the leaves of a table, in blocks of 512 bytes: 39 children in a node. */
class TableTreeTest {
  private static final int PER_LEAF = Format.entriesPerLeaf(512);
  private static final int FANOUT = Format.childrenPerNode(512);

  private final EntryTable table = new EntryTable(512);
  private final TableTree tree = new TableTree(512);

  /** The blocks on disk by their numbers, and what kind each is. */
  private final Map<Integer, Change> disk = new HashMap<>();

  @BeforeEach
  void start() {
    assertEquals(Root.EMPTY, tree.root());
    assertEquals(List.of(), tree.prepare(table));
  }

  private void fill(int leaves) {
    for (int i = 0; i < leaves * PER_LEAF; i++) {
      retire(i);
    }
  }

  private void retire(int sector) {
    table.apply(Entry.of(new MapChange.Retire(new SpareRun(0, sector, 1))));
  }

  private List<Change> write() {
    List<Change> changes = tree.prepare(table);
    changes.forEach(change -> disk.put(change.index(), change));
    table.clean();
    return changes;
  }

  private void settle() {
    tree.settle();
    disk.keySet().retainAll(indices());
  }

  private Set<Integer> indices() {
    Set<Integer> indices = new HashSet<>();
    tree.blocks().forEach(block -> assertTrue(indices.add(block.index()), "a block stands twice"));
    return indices;
  }

  /** Takes in what the root leads to, as an opening does, and demands that it is the same tree. */
  private void demandOnDisk(int leaves) {
    TableTree read = new TableTree(512);
    Root root = tree.root();
    assertEquals(leaves, root.leaves());
    assertEquals(TableShape.depth(512, leaves), root.depth());
    walk(read, root.depth() - 1, 0, root.index(), root.hash());
    assertEquals(tree.blocks(), read.blocks());
    assertEquals(root, read.root());
    assertEquals(TableShape.blocks(512, leaves), read.blocksTaken());
  }

  private void walk(TableTree read, int level, int at, int index, long hash) {
    Change found = Objects.requireNonNull(disk.get(index));
    assertEquals(hash, Envelope.payloadHash(found.block()));
    assertEquals(level == 0 ? BlockType.LEAF : BlockType.NODE, found.type());
    assertEquals(found.type(), new Block(level, index, hash).type());
    read.load(level, at, index, hash);
    if (level == 0) {
      ByteBuffer leaf = Format.block(512);
      table.encode(at, leaf);
      assertEquals(leaf, found.block());
      return;
    }
    for (int i = 0; i < FANOUT; i++) {
      int child = Format.PAYLOAD + i * Format.CHILD_BYTES;
      long childHash = found.block().getLong(child + 4);
      if (childHash != 0) {
        walk(read, level - 1, at * FANOUT + i, found.block().getInt(child), childHash);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 39, 40, 64, 128, 1522})
  void shouldLeadFromTheRootToEveryLeaf(int leaves) {
    fill(leaves);
    assertEquals(TableShape.blocks(512, leaves), write().size());
    demandOnDisk(leaves);
  }

  @Test
  void shouldWriteAnewOnlyWhatAChangeTouchesAndOverwriteNothing() {
    fill(100);
    write();
    settle();
    Set<Integer> inUse = Set.copyOf(disk.keySet());
    table.apply(Entry.of(Samples.run(5, 1, 900)));
    List<Change> changes = write();
    assertEquals(
        List.of(BlockType.LEAF, BlockType.NODE, BlockType.NODE),
        changes.stream().map(Change::type).toList());
    assertTrue(changes.stream().noneMatch(change -> inUse.contains(change.index())));
    demandOnDisk(101);
  }

  @Test
  void shouldGiveReplacedBlocksFreeWhenTheHeaderIsDurable() {
    fill(2);
    table.apply(Entry.of(Samples.run(5, 1, 900)));
    write();
    settle();
    for (int round = 0; round < 3; round++) {
      assertEquals(4, tree.blocksTaken(), "round " + round);
      table.apply(Entry.of(Samples.run(5, 1, 901 + round)));
      write();
      assertEquals(6, tree.blocksTaken(), "round " + round);
      settle();
      demandOnDisk(3);
    }
  }

  @Test
  void shouldRefuseABlockThatIsReferredToTwice() {
    TableTree read = new TableTree(512);
    read.load(0, 0, 7, 70);
    assertThrows(IllegalArgumentException.class, () -> read.load(0, 1, 7, 71));
  }

  /** Changed leaves, leaves in all, and the most blocks that are written for them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 1, 1",
    "3, 1, 1",
    "1, 2, 2",
    "2, 39, 3",
    "39, 39, 40",
    "1, 40, 3",
    "2, 40, 5",
    "3, 40, 6",
    "40, 40, 43",
    "5, 1522, 13",
  })
  void shouldForeseeWhatARewriteCosts(long changed, long leaves, long cost) {
    assertEquals(cost, tree.costOf(changed, leaves));
  }
}

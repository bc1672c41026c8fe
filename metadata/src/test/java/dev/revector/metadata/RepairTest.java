package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.metadata.Repair.Fix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a repair writes into journals and tables; the header covers record 40 of rings of 8. */
class RepairTest {
  private static final Layout LAYOUT = Samples.layout();

  private final List<String> log = new ArrayList<>();
  private final MemoryDisk spare = new MemoryDisk("", 1024, 512, log);
  private final BlockIo io = new BlockIo(List.of(spare), 512);
  private final List<@Nullable JournalRecord[]> rings = new ArrayList<>();
  private final List<JournalRecord> chain = List.of(record(41), record(42));
  private final TableTree tree = new TableTree(512);
  private final List<Damage> damages = new ArrayList<>();
  private final List<@Nullable Found[]> headers = new ArrayList<>();

  private static JournalRecord record(long sequence) {
    return JournalRecord.decode(
        JournalRecord.encode(512, sequence, 3, sequence - 1, JournalRecord.EPOCH, List.of()));
  }

  /** Rings that hold 35 to 42. */
  @BeforeEach
  void start() {
    for (int lane = 0; lane < 3; lane++) {
      @Nullable JournalRecord[] ring = new JournalRecord[8];
      for (int sequence = 35; sequence <= 42; sequence++) {
        ring[sequence % 8] = record(sequence);
      }
      rings.add(ring);
    }
    for (int copy = 0; copy < 3; copy++) {
      @Nullable Found[] slots = new Found[2];
      for (int slot = 0; slot < 2; slot++) {
        Place place = LAYOUT.place(copy, LAYOUT.headerBlock(slot));
        slots[slot] = new Found(Samples.header(), place, slot, 77);
      }
      headers.add(slots);
    }
  }

  private Repair repair() {
    Header header = Samples.header();
    return new Repair(
        new Snapshot(
            header,
            77,
            0,
            0,
            headers,
            new EntryTable(512),
            tree,
            chain,
            rings,
            List.of(new Lane(0, 0), new Lane(1, 0), new Lane(2, 0)),
            damages),
        io);
  }

  private void apply(Repair repair) throws IOException {
    repair.apply(repair.plan(), new Copies(io, Samples.PAIR, LAYOUT));
  }

  private ByteBuffer block(BlockType type, int copy, int position) throws IOException {
    Place place = LAYOUT.place(copy, position);
    ByteBuffer block = Format.block(512);
    assertTrue(io.read(0, place.address(), block));
    assertTrue(Samples.ENVELOPE.matches(block, type, place));
    return block;
  }

  private JournalRecord recordAt(int copy, int position) throws IOException {
    return JournalRecord.decode(block(BlockType.RECORD, copy, position));
  }

  @Test
  void shouldHaveNothingToDoWhereAllIsRight() throws IOException {
    rings.get(1)[43 % 8] = record(43);
    assertEquals(List.of(), repair().plan());
    apply(repair());
    assertEquals(List.of(), log);
  }

  @Test
  void shouldTellJournalBlocksThatAreBehindFromDamagedOnes() throws IOException {
    rings.get(1)[42 % 8] = record(34);
    rings.get(2)[42 % 8] = null;
    rings.get(2)[41 % 8] = record(49);
    String behind = "journal block is behind";
    String damaged = "journal block is unreadable or wrong";
    assertEquals(
        List.of(
            new Fix(1, 3, BlockType.RECORD, behind, false),
            new Fix(2, 2, BlockType.RECORD, behind, false),
            new Fix(2, 3, BlockType.RECORD, damaged, true)),
        repair().plan());
    apply(repair());
    assertEquals(List.of("write 1006", "write 1007", "flush ", "write 403", "flush "), log);
    assertEquals(chain.get(1), recordAt(1, 3));
    assertEquals(chain.get(0), recordAt(2, 2));
    assertEquals(chain.get(1), recordAt(2, 3));
  }

  /** The other one lacks what it has, until that is written. */
  @Test
  void shouldKeepACopyThatRefusesUntilAnotherIsWhole() throws IOException {
    rings.get(0)[42 % 8] = null;
    for (int copy = 1; copy < 3; copy++) {
      rings.get(copy)[41 % 8] = null;
      rings.get(copy)[42 % 8] = record(34);
    }
    spare.refuseAlways(402, 3);
    apply(repair());
    String others =
        "write 402, write 402, flush , write 3, write 3, write 1006, write 1007, flush ";
    String fences = "write 400, write 409, flush , write 0, write 9, flush ";
    assertEquals(others + ", " + fences, String.join(", ", log));
  }

  @Test
  void shouldPutNoCopyOutOfUseWhereNoneTakesAllThatItLacks() {
    for (int copy = 0; copy < 3; copy++) {
      rings.get(copy)[41 % 8] = null;
    }
    spare.refuseAlways(2, 402, 1006);
    Exception refused = assertThrows(IOException.class, () -> apply(repair()));
    assertEquals("the last metadata copy refuses writes: copy=0", refused.getMessage());
    assertEquals(
        List.of("write 2", "write 2", "flush ", "write 402", "write 402"), log.subList(0, 5));
    assertEquals(List.of("write 1006", "write 1006", "flush "), log.subList(5, log.size()));
  }

  @Test
  void shouldFlushTheFirstHalfBeforeTheOther() throws IOException {
    for (@Nullable JournalRecord[] ring : rings.subList(0, 2)) {
      ring[42 % 8] = record(34);
    }
    apply(repair());
    assertEquals(List.of("write 3", "flush ", "write 403", "flush "), log);
  }

  /** With a torn journal and only the older of its headers a copy could miss a record. */
  @Test
  void shouldWriteHeadersOneByOneBeforeTheJournal() throws IOException {
    headers.set(1, new Found[2]);
    headers.get(2)[1] = null;
    rings.get(1)[42 % 8] = null;
    rings.get(2)[42 % 8] = null;
    apply(repair());
    String worst = "write 400, flush , write 409, flush , write 403, flush , ";
    assertEquals(worst + "write 1013, flush , write 1007, flush ", String.join(", ", log));
  }

  /** Never a record that was not believed, which would come back from the dead. */
  @Test
  void shouldFillASlotWithTheNewestRecordThatTheTableCovers() throws IOException {
    rings.get(0)[0] = record(32);
    rings.get(2)[0] = null;
    rings.get(0)[37 % 8] = null;
    rings.get(1)[37 % 8] = record(29);
    rings.get(2)[37 % 8] = record(45);
    rings.get(0)[35 % 8] = null;
    rings.get(1)[35 % 8] = null;
    rings.get(2)[35 % 8] = record(43);
    apply(repair());
    assertEquals(record(40), recordAt(2, 1));
    assertEquals(record(29), recordAt(0, 6));
    JournalRecord none = JournalRecord.decode(JournalRecord.pristine(512));
    assertEquals(none, recordAt(0, 4));
    assertEquals(none, recordAt(1, 4));
  }

  /** Two leaves and their node in blocks 0 to 2, right in the last copy. */
  private List<TableTree.Change> table() throws IOException {
    EntryTable table = new EntryTable(512);
    for (int i = 0; i < 20; i++) {
      table.apply(Entry.of(Samples.run(2L * i, 1, 900)));
    }
    List<TableTree.Change> changes = tree.prepare(table);
    for (TableTree.Change change : changes) {
      Place place = LAYOUT.place(2, LAYOUT.tableBlock(change.index()));
      Samples.ENVELOPE.seal(change.block(), change.type(), place);
      io.write(0, place.address(), change.block());
    }
    log.clear();
    return changes;
  }

  @Test
  void shouldTakeTableBlocksFromACopyThatHasThemRight() throws IOException {
    List<TableTree.Change> changes = table();
    damages.add(new Damage(0, 12, "node"));
    damages.add(new Damage(1, 11, "leaf"));
    assertEquals(new Fix(0, 12, BlockType.LEAF, "node", true), repair().plan().get(0));
    apply(repair());
    assertEquals(List.of("write 12", "flush ", "write 411", "flush "), log);
    long node = Envelope.payloadHash(changes.get(2).block());
    long leaf = Envelope.payloadHash(changes.get(1).block());
    assertEquals(node, Envelope.payloadHash(block(BlockType.NODE, 0, 12)));
    assertEquals(leaf, Envelope.payloadHash(block(BlockType.LEAF, 1, 11)));
  }

  @Test
  void shouldRefuseATableBlockThatIsRightNowhere() throws IOException {
    table();
    spare.lose(1004 + 11);
    damages.add(new Damage(1, 11, "leaf"));
    Exception refused = assertThrows(IOException.class, () -> apply(repair()));
    assertEquals("a table block is right in no copy: index=1", refused.getMessage());
  }

  @Test
  void shouldKnowWhichTableBlocksThereAre() throws IOException {
    table();
    damages.add(new Damage(1, 13, "none"));
    Exception refused = assertThrows(IllegalStateException.class, () -> apply(repair()));
    assertEquals("no such table block: position=13", refused.getMessage());
  }
}

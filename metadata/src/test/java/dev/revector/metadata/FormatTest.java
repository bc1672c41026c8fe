package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the tables of FORMAT.md against the constants of the code. */
class FormatTest {

  /** A row of a table: where the field begins, how long it is, and its description. */
  private record Row(String offset, String size, String field) {
    int at() {
      return Integer.parseInt(offset);
    }
  }

  @Test
  void shouldPutTheEnvelopeWhereThePageSays() throws IOException {
    List<Row> rows = table("## Envelope (every block)");
    assertEquals(
        List.of(
            Format.AT_MAGIC,
            Format.AT_TYPE,
            Format.AT_VERSION,
            Format.AT_COPY,
            Format.AT_SPARE,
            Format.AT_PAIR,
            Format.AT_GENERATION,
            Format.AT_CRC,
            Format.AT_ADDRESS,
            Format.PAYLOAD),
        rows.stream().map(Row::at).toList());
    assertEquals("U - 40", rows.get(rows.size() - 1).size());
    assertAdjacent(rows.subList(0, rows.size() - 1), 0, Format.PAYLOAD);
    assertTrue(rows.get(2).field().contains("format version, " + Format.VERSION));
    assertTrue(rows.get(3).field().contains(Format.NO_COPY + " for a witness"));
    assertTrue(rows.get(0).field().contains(magic()), rows.get(0).field());
  }

  @Test
  void shouldNumberTheTypesAsThePageSays() throws IOException {
    String field = table("## Envelope (every block)").get(1).field();
    for (Format.BlockType type : Format.BlockType.values()) {
      String word = type.code + " " + type.name().toLowerCase(java.util.Locale.ROOT);
      assertTrue(field.contains(word), field + " lacks " + word);
    }
  }

  @Test
  void shouldPutTheHeaderWhereThePageSays() throws IOException {
    List<Row> rows = table("## Header");
    List<Row> fixed = rows.stream().filter(row -> row.offset().matches("\\d+")).toList();
    assertEquals(
        List.of(
            Format.HEADER_COMPATIBLE,
            Format.HEADER_READ_ONLY,
            Format.HEADER_INCOMPATIBLE,
            Format.HEADER_BLOCK_SIZE,
            Format.HEADER_SEQUENCE,
            Format.HEADER_EPOCH,
            Format.HEADER_COVERED,
            Format.HEADER_COVERED_HASH,
            Format.HEADER_ROOT_HASH,
            Format.HEADER_ROOT,
            Format.HEADER_DEPTH,
            Format.HEADER_COPIES,
            Format.HEADER_SPARES,
            Format.HEADER_LANES,
            Format.HEADER_LEAVES,
            Format.HEADER_RING,
            Format.HEADER_TABLE,
            Format.HEADER_EVICTED,
            Format.HEADER_MAIN_SECTORS,
            Format.HEADER_SECTOR_SIZE,
            Format.HEADER_PHYSICAL,
            Format.HEADER_SLOT_SIZE,
            Format.HEADER_CREATED,
            Format.HEADER_WITNESSES,
            Format.HEADER_STRATEGY,
            Format.HEADER_MAIN_ID,
            Format.HEADER_LISTS),
        fixed.stream().map(Row::at).toList());
    assertAdjacent(fixed.subList(0, fixed.size() - 1), Format.PAYLOAD, Format.HEADER_LISTS);
    assertEquals(8 * Format.WITNESSES, size(fixed, Format.HEADER_WITNESSES));
    assertEquals(1 + Format.STRATEGY_BYTES, size(fixed, Format.HEADER_STRATEGY));
    assertEquals(1 + Format.MAIN_ID_BYTES, size(fixed, Format.HEADER_MAIN_ID));
    assertTrue(fixed.get(11).field().contains("1 to " + Format.MAX_COPIES));
    String lists = rows.get(rows.size() - 1).field();
    assertTrue(lists.contains("each extent in " + Format.EXTENT_BYTES + " bytes"), lists);
  }

  @Test
  void shouldPutTheRecordWhereThePageSays() throws IOException {
    List<Row> rows = table("## Journal record");
    assertEquals(
        List.of(
            Format.RECORD_SEQUENCE,
            Format.RECORD_EPOCH,
            Format.RECORD_PARENT,
            Format.RECORD_KIND,
            Format.RECORD_COUNT,
            Format.RECORD_OPS),
        rows.stream().map(Row::at).toList());
    assertAdjacent(rows.subList(0, 4), Format.PAYLOAD, Format.RECORD_COUNT);
    assertEquals(Format.ENTRY_BYTES + " each", rows.get(5).size());
    String kinds =
        JournalRecord.CHANGES
            + " changes, "
            + JournalRecord.EPOCH
            + " epoch, "
            + JournalRecord.PRISTINE
            + " pristine";
    assertTrue(rows.get(3).field().contains(kinds), rows.get(3).field());
  }

  @Test
  void shouldPackAnEntryAsThePageSays() throws IOException {
    List<Row> rows = table("## Entry");
    assertEquals(
        Format.ENTRY_BYTES * 8, rows.stream().mapToInt(row -> Integer.parseInt(row.size())).sum());
    int bits = 0;
    for (Row row : rows) {
      assertEquals(bits / 8, row.at(), row.field());
      bits += Integer.parseInt(row.size());
    }
    String states = rows.get(6).field();
    assertTrue(states.contains(Entry.RETIRED + " retired"), states);
    assertTrue(states.contains(Entry.REMOVE + " (remove)"), states);
  }

  @ParameterizedTest
  @CsvSource({"512, 19, 39, 18", "4096, 169, 338, 167"})
  void shouldHoldSoManyEntries(int blockSize, int entries, int children, int changes)
      throws IOException {
    assertEquals(entries, Format.entriesPerLeaf(blockSize));
    assertEquals(children, Format.childrenPerNode(blockSize));
    assertEquals(changes, Format.opsPerRecord(blockSize));
    String page = Files.readString(page());
    assertTrue(page.contains("19 with U = 512, 169 with 4096"));
    assertTrue(page.contains("children (39, 338)"));
  }

  @Test
  void shouldPlaceFenceAndWitnessAsThePageSays() throws IOException {
    String page = Files.readString(page());
    String witness =
        "a count (4 bytes at "
            + Format.WITNESS_COUNT
            + "), then from "
            + Format.WITNESS_LIST
            + " on, "
            + Format.WITNESS_BYTES
            + " bytes each";
    assertTrue(page.contains(witness), witness);
  }

  @Test
  void shouldShapeTheRegionAsThePageSays() throws IOException {
    Layout layout =
        new Layout(1, 512, "x", 6, 9, 1, 0, List.of(), List.of(List.of(new BlockRun(0, 0, 17))));
    List<Row> rows = table("## Blocks and regions");
    assertEquals(List.of("0", "1", "K + 1", "K + 2"), rows.stream().map(Row::offset).toList());
    assertEquals(List.of("1", "K", "1", "T"), rows.stream().map(Row::size).toList());
    assertEquals(0, layout.headerBlock(0));
    assertEquals(1, layout.ringBlock(0, 6));
    assertEquals(6, layout.ringBlock(0, 5));
    assertEquals(7, layout.headerBlock(1));
    assertEquals(8, layout.tableBlock(0));
    assertEquals(17, layout.regionBlocks());
  }

  private static String magic() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append((char) ((Format.MAGIC >>> (8 * i)) & 0xFF));
    }
    return text.toString();
  }

  private static int size(List<Row> rows, int at) {
    return rows.stream()
        .filter(row -> row.at() == at)
        .mapToInt(row -> Integer.parseInt(row.size()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertAdjacent(List<Row> rows, int start, int end) {
    int at = start;
    for (Row row : rows) {
      assertEquals(at, row.at(), row.field());
      at += Integer.parseInt(row.size());
    }
    assertEquals(end, at);
  }

  /** The rows of the first table below a heading. */
  private static List<Row> table(String heading) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(page());
    int at = lines.indexOf(heading);
    assertTrue(at >= 0, "no such heading: " + heading);
    for (String line : lines.subList(at + 1, lines.size())) {
      if (line.startsWith("|")) {
        String[] cells = line.substring(1).split("\\|", -1);
        rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip()));
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    return rows.subList(2, rows.size());
  }

  private static Path page() {
    return Stream.of("FORMAT.md", "metadata/FORMAT.md")
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * One block of each type, byte by byte as it has to stand on disk. A second implementation can be
 * held against {@code golden-blocks.txt}; the values that it encodes are below and in {@link
 * Samples}.
 */
class GoldenBlocksTest {

  @Test
  void shouldEncodeAHeader() throws IOException {
    check(
        "header",
        HeaderCodec.encode(HandMadePair.numbered(Samples.header(), 12, 3)),
        BlockType.HEADER,
        new Place(1, 0, 400));
  }

  @Test
  void shouldEncodeARecord() throws IOException {
    List<Entry> ops =
        List.of(
            Entry.of(new MapChange.Put(run())),
            Entry.of(new MapChange.Remove(0x1_0000_0000L, 8)),
            Entry.of(new MapChange.Retire(new SpareRun(0, 0x77, 2))));
    ByteBuffer block = JournalRecord.encode(512, 41, 3, 99, JournalRecord.CHANGES, ops);
    check("record", block, BlockType.RECORD, new Place(0, 0, 2));
  }

  @Test
  void shouldEncodeAnEpochRecordAndAPristineOne() throws IOException {
    ByteBuffer epoch = JournalRecord.encode(512, 42, 4, 99, JournalRecord.EPOCH, List.of());
    check("epoch", epoch, BlockType.RECORD, new Place(2, 0, 1007));
    check("pristine", JournalRecord.pristine(512), BlockType.RECORD, new Place(2, 0, 1006));
  }

  @Test
  void shouldEncodeALeafAndANode() throws IOException {
    EntryTable table = new EntryTable(512);
    table.apply(Entry.of(run()));
    table.apply(Entry.of(new MapChange.Retire(new SpareRun(0, 0x77, 2))));
    for (int i = 0; i < 20; i++) {
      table.apply(
          Entry.of(
              new MapRun(
                  1000 + 2 * i, 1, SectorState.PENDING, 0, 0, RemapReason.READ_ERROR, 5, 1)));
    }
    List<TableTree.Change> changes = new TableTree(512).prepare(table);
    assertEquals(3, changes.size());
    check("leaf", changes.get(0).block(), changes.get(0).type(), new Place(0, 0, 10));
    check("node", changes.get(2).block(), changes.get(2).type(), new Place(0, 0, 12));
  }

  @Test
  void shouldEncodeAFenceAndAWitness() throws IOException {
    check("fence", Format.block(512), BlockType.FENCE, new Place(2, 0, 1004));
    Set<Place> places = new LinkedHashSet<>(List.of(new Place(1, 0, 400), new Place(2, 0, 1004)));
    ByteBuffer witness = Witness.encode(512, places);
    check("witness", witness, BlockType.WITNESS, new Place(Format.NO_COPY, 0, 256));
  }

  private static MapRun run() {
    return new MapRun(
        0x1234_5678_9ABCL,
        3,
        SectorState.LOST,
        0,
        0x0102_0304_0506L,
        RemapReason.SPARE_ERROR,
        0xFEDC_BA98L,
        0x1357);
  }

  private static void check(String name, ByteBuffer block, BlockType type, Place place)
      throws IOException {
    Samples.ENVELOPE.seal(block, type, place);
    byte[] bytes = new byte[block.capacity()];
    block.get(0, bytes);
    assertEquals(golden(name), dump(bytes), () -> name + "\n" + dump(bytes));
  }

  /** Lines of 32 bytes in hex, the offset before them; lines of zeros are left out. */
  private static String dump(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 32) {
      String line = HexFormat.of().formatHex(bytes, at, Math.min(bytes.length, at + 32));
      if (!line.matches("0*")) {
        lines.add(String.format("%04d %s", at, line));
      }
    }
    return String.join("\n", lines);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = GoldenBlocksTest.class.getResourceAsStream("golden-blocks.txt")) {
      if (in == null) {
        throw new IOException("no such resource: golden-blocks.txt");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int start = text.indexOf("[" + name + "]\n");
      if (start < 0) {
        return "no golden block: " + name;
      }
      int from = start + name.length() + 3;
      int end = text.indexOf("\n\n", from);
      return text.substring(from, end < 0 ? text.length() : end).strip();
    }
  }
}

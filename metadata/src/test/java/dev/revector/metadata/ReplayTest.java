package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.MetadataDamagedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@link Replay} believes, in pictures. Each row of a picture is a lane, each letter the slot
 * of one sequence, 11 first; the header covers 10, and slots that are not shown hold older records.
 *
 * <pre>
 *   V  the record of that sequence, which epoch 1 wrote
 *   E  another record of that sequence: an epoch record of epoch 2, with the same parent
 *   F  another record of epoch 1 with the same parent: a fork
 *   P  a record of that sequence with a wrong parent
 *   A  an older record, or one that was never used
 *   X  unreadable
 * </pre>
 *
 * <p>Records follow on the last V or E before them.
 */
class ReplayTest {
  private static final int LENGTH = 6;
  private static final long COVERED = 10;
  private static final long COVERED_HASH = 77;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    // Nothing after the header, proved by any one lane.
    "AAA, -",
    "AAA AAA AAA, -",
    "XAA AAA XAA, -",
    "XXX XXX AAA, -",
    // A record that any lane has is taken.
    "VAA VAA VAA, V",
    "VAA AAA AAA, V",
    "AAA AAA VAA, V",
    "XAA XAA VAA, V",
    "VVV VVV VVV, VVV",
    "VXA XVA AAA, VV",
    "VXX XVX XXV, VVV",
    "VVA VAA VAA, VV",
    "AVA VAA AAA, VV",
    // A tail that no lane can tell of.
    "XAA XAA XAA, UNPROVEN",
    "VXA VXA VXA, UNPROVEN",
    "XXX XXX XXX, UNPROVEN",
    "VXA XXA, UNPROVEN",
    // An unreadable slot beyond a proved end says nothing.
    "VAX VXX VXX, V",
    "AXX XXX XXX, -",
    // A later record beyond one that is missing.
    "AVA AVA AVA, GAP",
    "XVA XVA XVA, GAP",
    "AAA AAA AAV, GAP",
    "VAV VAA VAA, GAP",
    // A later opening wins over a discarded record of an earlier one.
    "VAA EAA EAA, E",
    "EAA VAA VAA, E",
    "VAA EVA EAA, EV",
    "VAA VAA EAA, E",
    // Two that claim the same place.
    "VAA FAA AAA, FORK",
    "FAA XAA VAA, FORK",
    "VVA VFA VAA, FORK",
    // A record that does not follow on its parent is not believed, nor passed over.
    "PAA PAA PAA, GAP",
    "PAA VAA AAA, V",
    "VPA VAA AAA, GAP",
  })
  void shouldBelieve(String lanes, String expected) throws Exception {
    assertEquals(expected, decide(lanes, false));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    // A last record that a lane proves absent is still being written.
    "VAA AAA AAA, -",
    "VAA VAA AAA, -",
    "VAA VAA VAA, V",
    "VXA VXA VAA, V",
    "VAA XAA VAA, V",
    "VVA VVA VAA, V",
    // With one after it, it was settled: that lane only lost it.
    "VVA AVA VVA, VV",
    "VAA VVA VVA, V",
    // Damage is damage.
    "XAA XAA XAA, UNPROVEN",
    "AVA AVA AVA, GAP",
    "VAA FAA AAA, FORK",
  })
  void shouldLeaveOutWhatAWriterHasNotFinished(String lanes, String expected) throws Exception {
    assertEquals(expected, decide(lanes, true));
  }

  @Test
  void shouldReadARingThatWentRound() throws Exception {
    // Slots hold 7 to 12; 11 and 12 are new, 7 to 10 lie in the table already.
    List<@Nullable JournalRecord[]> rings = new ArrayList<>();
    @Nullable JournalRecord[] ring = new JournalRecord[LENGTH];
    for (long sequence = 7; sequence <= COVERED; sequence++) {
      ring[(int) (sequence % LENGTH)] = record(sequence, 1, 5, JournalRecord.CHANGES, 0);
    }
    JournalRecord eleven = record(11, 1, COVERED_HASH, JournalRecord.CHANGES, 0);
    JournalRecord twelve = record(12, 1, eleven.hash(), JournalRecord.CHANGES, 0);
    ring[11 % LENGTH] = eleven;
    ring[12 % LENGTH] = twelve;
    rings.add(ring);
    assertEquals(List.of(eleven, twelve), new Replay(rings, false).run(COVERED, COVERED_HASH));
  }

  private static String decide(String picture, boolean besideWriter) throws Exception {
    List<String> rows = List.of(picture.split(" "));
    List<@Nullable JournalRecord[]> rings = new ArrayList<>();
    for (int lane = 0; lane < rows.size(); lane++) {
      @Nullable JournalRecord[] ring = new JournalRecord[LENGTH];
      for (long sequence = COVERED + 1; sequence <= COVERED + LENGTH; sequence++) {
        ring[(int) (sequence % LENGTH)] = record('A', sequence, 0);
      }
      rings.add(ring);
    }
    long parent = COVERED_HASH;
    for (int i = 0; i < rows.get(0).length(); i++) {
      long sequence = COVERED + 1 + i;
      JournalRecord next = null;
      for (int lane = 0; lane < rows.size(); lane++) {
        JournalRecord record = record(rows.get(lane).charAt(i), sequence, parent);
        rings.get(lane)[(int) (sequence % LENGTH)] = record;
        boolean follows = record != null && "VE".indexOf(rows.get(lane).charAt(i)) >= 0;
        if (record != null && follows && (next == null || next.epoch() < record.epoch())) {
          next = record;
        }
      }
      parent = next == null ? 99 : next.hash();
    }
    try {
      String chain =
          new Replay(rings, besideWriter)
              .run(COVERED, COVERED_HASH).stream()
                  .map(record -> record.epoch() == 2 ? "E" : "V")
                  .collect(Collectors.joining());
      return chain.isEmpty() ? "-" : chain;
    } catch (MetadataDamagedException e) {
      return e.kind().name();
    }
  }

  private static @Nullable JournalRecord record(char letter, long sequence, long parent) {
    return switch (letter) {
      case 'V' -> record(sequence, 1, parent, JournalRecord.CHANGES, 0);
      case 'F' -> record(sequence, 1, parent, JournalRecord.CHANGES, 8);
      case 'E' -> record(sequence, 2, parent, JournalRecord.EPOCH, 0);
      case 'P' -> record(sequence, 1, parent ^ 1, JournalRecord.CHANGES, 0);
      case 'A' -> record(sequence - LENGTH, 1, 5, JournalRecord.CHANGES, 0);
      case 'X' -> null;
      default -> throw new IllegalArgumentException("no such letter: " + letter);
    };
  }

  private static JournalRecord record(long sequence, long epoch, long parent, int kind, long lba) {
    List<Entry> ops =
        kind == JournalRecord.EPOCH ? List.of() : List.of(new Entry(lba, 1L << 48, 1));
    ByteBuffer block = JournalRecord.encode(512, sequence, epoch, parent, kind, ops);
    return JournalRecord.decode(block);
  }

  @Test
  void shouldNameWhatIsMissing() {
    Exception gap = assertThrows(MetadataDamagedException.class, this::gap);
    assertEquals(
        "a record is missing while a later one is there: missing=11, found=12", gap.getMessage());
  }

  private void gap() throws MetadataDamagedException {
    @Nullable JournalRecord[] ring = new JournalRecord[LENGTH];
    ring[12 % LENGTH] = record(12, 1, 5, JournalRecord.CHANGES, 0);
    new Replay(List.<@Nullable JournalRecord[]>of(ring), false).run(COVERED, COVERED_HASH);
  }
}

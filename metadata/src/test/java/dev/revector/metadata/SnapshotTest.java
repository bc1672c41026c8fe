package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.HeaderSearch.Found;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from what was read: whether something newer may be hidden, and what came last. */
class SnapshotTest {
  private static final Header HEADER = Samples.header();

  /** Copies out of use by bit; whole headers of each copy in turn, by slot: A, B, both or none. */
  @ParameterizedTest(name = "excluded={0}, headers={1}: {2}")
  @CsvSource({
    // No copy left, so none was built anew.
    "0, - - -, false",
    "0, AB AB AB, false",
    // A copy in use with both headers would know, or with the older one, where the next would be.
    "1, AB AB AB, false",
    "1, - AB -, false",
    "1, - - AB, false",
    "4, AB - AB, false",
    "6, AB A B, false",
    "1, - A B, false",
    "1, - B B, true",
    "2, A - AB, false",
    // The newest may be the last but one.
    "1, - A A, true",
    "2, A - A, true",
    "6, A - -, true",
    // What a copy that left has is from before.
    "1, AB - -, true",
    "1, AB A -, true",
    "2, A AB A, true",
    "4, A A AB, true",
    "4, A B AB, false",
    "6, - AB AB, true",
  })
  void shouldKnowWhenANewerHeaderMayBeHidden(int excluded, String headers, boolean expected) {
    List<@Nullable Found[]> slots = new ArrayList<>();
    for (String copy : List.of(headers.split(" "))) {
      slots.add(new Found[] {found(copy.contains("A"), 0), found(copy.contains("B"), 1)});
    }
    assertEquals(expected, snapshot(excluded, slots, List.of()).mayBeBehind());
  }

  private static @Nullable Found found(boolean whole, int slot) {
    Header header = slot == 0 ? HEADER : HandMadePair.older(HEADER);
    return whole ? new Found(header, new Place(0, 0, 0), slot, 1) : null;
  }

  private static Snapshot snapshot(
      int excluded, List<@Nullable Found[]> headers, List<JournalRecord> chain) {
    return new Snapshot(
        HEADER,
        1,
        0,
        excluded,
        headers,
        new EntryTable(512),
        new TableTree(512),
        chain,
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void shouldEndWithTheHeaderWhenTheJournalIsEmpty() {
    Snapshot snapshot = snapshot(0, List.of(), List.of());
    assertEquals(HEADER.covered(), snapshot.head());
    assertEquals(HEADER.coveredHash(), snapshot.headHash());
    assertEquals(HEADER.epoch(), snapshot.epoch());
  }

  @Test
  void shouldEndWithTheLastRecord() {
    long next = HEADER.covered() + 1;
    JournalRecord first = record(next, HEADER.epoch() + 5, 70);
    JournalRecord last = record(next + 1, HEADER.epoch() + 6, 71);
    Snapshot snapshot = snapshot(0, List.of(), List.of(first, last));
    assertEquals(next + 1, snapshot.head());
    assertEquals(71, snapshot.headHash());
    assertEquals(HEADER.epoch() + 6, snapshot.epoch());
  }

  /** A checkpoint of a later opening covers only some of the records before it. */
  @Test
  void shouldNotGoBackBehindTheEpochOfTheHeader() {
    JournalRecord older = record(HEADER.covered() + 1, HEADER.epoch() - 1, 70);
    assertEquals(HEADER.epoch(), snapshot(0, List.of(), List.of(older)).epoch());
  }

  private static JournalRecord record(long sequence, long epoch, long hash) {
    return new JournalRecord(sequence, epoch, 0, JournalRecord.EPOCH, List.of(), hash);
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header, which copies and which records are believed. */
class ReaderTest {
  private static final Header NEWEST = HandMadePair.NEWEST;
  private static final long NEXT = NEWEST.covered() + 1;

  private HandMadePair pair;

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
  }

  private void expect(Kind kind, String message) {
    HandMadePair.expect(kind, message, pair::read);
  }

  private static Header withTableAt(Header header, int index) {
    return header.withRoot(new Root(1, index, 1, 1));
  }

  private static Header withHash(Header header, long hash) {
    return HandMadePair.older(header)
        .next(header.epoch(), header.covered(), hash, header.root(), header.layout());
  }

  @Test
  void shouldReadWholeCopies() throws IOException {
    Snapshot snapshot = pair.read();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(0, snapshot.excluded() | snapshot.fenced());
    assertEquals(List.of(new Lane(0, 0), new Lane(1, 0), new Lane(2, 0)), snapshot.lanes());
    assertEquals(NEWEST.covered(), snapshot.head());
    assertEquals(3, snapshot.headers().size());
    for (Found[] slots : snapshot.headers()) {
      assertEquals(NEWEST, slots[0].header());
      assertEquals(HandMadePair.older(NEWEST), slots[1].header());
    }
  }

  @Test
  void shouldReadNoBlockTwice() throws IOException {
    List<Found> found = pair.found();
    pair.disk.forget();
    new Reader(pair.io, found, false).read();
    List<MemoryDisk.Request> requests = pair.disk.requests();
    assertEquals(new HashSet<>(requests).size(), requests.size());
    assertEquals(NEWEST.layout().ringBlocks() * 3 + 3, requests.size());
  }

  @Test
  void shouldGoBackToAHeaderWhoseTableIsWhole() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeader(copy, 0, withTableAt(NEWEST, 5));
    }
    assertEquals(HandMadePair.older(NEWEST), pair.read().header());
  }

  @Test
  void shouldNameTheBlockThatTheNewestHeaderLacks() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeader(copy, 0, withTableAt(NEWEST, 5));
      pair.putHeader(copy, 1, withTableAt(HandMadePair.older(NEWEST), 6));
    }
    expect(Kind.NO_ASSEMBLY, "index=5");
  }

  /** The older header would hide what the journal can't prove. */
  @Test
  void shouldNotGoBackWhereTheJournalIsUnproven() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      Header before = HandMadePair.numbered(NEWEST, NEWEST.sequence() - 1, 1);
      pair.putHeader(copy, 1, before);
      pair.loseRing(copy);
    }
    expect(Kind.UNPROVEN, "sequence=" + NEXT);
  }

  /** What an older header does not know of, and a newer one was lost with its table. */
  @Test
  void shouldNotGoBackBehindWhatANewerHeaderCovers() throws IOException {
    JournalRecord covered = pair.putRecord(0, NEXT, NEWEST.coveredHash());
    for (int copy = 0; copy < 3; copy++) {
      Header later = NEWEST.next(3, NEXT, covered.hash(), new Root(1, 5, 1, 1), NEWEST.layout());
      pair.putHeader(copy, 1, later);
    }
    assertEquals(List.of(covered), pair.read().chain());
    pair.putRing(0);
    expect(Kind.NO_ASSEMBLY, "index=5");
    pair.putRecord(0, NEXT, NEWEST.coveredHash(), 1);
    expect(Kind.NO_ASSEMBLY, "index=5");
  }

  @Test
  void shouldGoBackToAHeaderThatCoversAsMuch() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeader(copy, 0, withTableAt(withHash(NEWEST, 1), 5));
    }
    expect(Kind.NO_ASSEMBLY, "index=5");
  }

  /** An old place of a copy is no longer one, though nothing there says so. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldGoBackWithoutCopiesThatANewerHeaderHasElsewhere(int left) throws IOException {
    Header moved = HandMadePair.moved(withTableAt(NEWEST, 5), left, new BlockRun(0, 300, 20));
    for (int copy = 0; copy < 3; copy++) {
      if (copy != left) {
        pair.putHeaders(copy, NEWEST, moved);
      }
    }
    assertEquals(NEWEST, pair.read().header());
    assertEquals(1 << left, pair.read().excluded());
    for (int copy = 0; copy < 3; copy++) {
      if (copy != left) {
        pair.lose(copy, NEWEST.layout().ringBlock(0, NEXT));
      }
    }
    expect(Kind.UNPROVEN, "sequence=" + NEXT);
  }

  /** The lanes may have been others under the newer header. */
  @Test
  void shouldGoBackOnlyWhereTheWholeEndCanBeRead() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeader(copy, 0, withTableAt(NEWEST, 5));
    }
    pair.lose(1, NEWEST.layout().ringBlock(0, NEXT + 1));
    assertEquals(HandMadePair.older(NEWEST), pair.read().header());
    pair.lose(1, NEWEST.layout().ringBlock(0, NEXT));
    expect(Kind.UNPROVEN, "sequence=" + NEXT);
  }

  /**
   * Slot A is where the newest stood that the copies know of; only B shows that none came after.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldNeedOneCopyThatShowsThereIsNoNewerHeader(int left) throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      if (copy != left) {
        pair.lose(copy, NEWEST.layout().headerBlock(1));
      }
    }
    assertEquals(NEWEST, pair.read().header());
    pair.lose(left, NEWEST.layout().headerBlock(1));
    expect(Kind.UNPROVEN, "whether a newer header was written: sequence=14");
  }

  @Test
  void shouldNotTakeThatProofFromACopyOutOfUse() throws IOException {
    pair.lose(0, NEWEST.layout().headerBlock(1));
    pair.lose(1, NEWEST.layout().headerBlock(1));
    pair.putWitness(512, Set.of(NEWEST.layout().place(2, Layout.HEADER_A)));
    expect(Kind.UNPROVEN, "whether a newer header was written");
  }

  /** A power cut may have torn it; then all else can be read. */
  @Test
  void shouldNeedNoProofOfACopyThatIsAloneButAWholeEnd() throws IOException {
    Header alone = HandMadePair.withLayout(NEWEST, NEWEST.layout().withEvicted(0b110));
    pair = HandMadePair.empty(alone);
    pair.lose(0, alone.layout().headerBlock(1));
    assertEquals(alone, pair.read().header());
    pair.lose(0, alone.layout().ringBlock(1, NEXT + 1));
    assertEquals(alone, pair.read().header());
    pair.lose(0, alone.layout().ringBlock(1, NEXT));
    expect(Kind.UNPROVEN, "sequence=" + NEXT);
    pair.putHeader(0, 1, HandMadePair.older(alone));
    assertEquals(alone, pair.read().header());
  }

  @Test
  void shouldNeedAWholeEndBehindTheLastRecordOfACopyThatIsAlone() throws IOException {
    Header alone = HandMadePair.withLayout(NEWEST, NEWEST.layout().withEvicted(0b110));
    pair = HandMadePair.empty(alone);
    pair.lose(0, alone.layout().headerBlock(1));
    JournalRecord last = pair.putRecord(0, NEXT, NEWEST.coveredHash());
    pair.lose(0, alone.layout().ringBlock(1, NEXT));
    assertEquals(List.of(last), pair.read().chain());
    pair.lose(0, alone.layout().ringBlock(1, NEXT + 1));
    expect(Kind.UNPROVEN, "sequence=" + (NEXT + 1));
  }

  @Test
  void shouldNeedNoProofWhereTheWriterAsks() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.lose(copy, NEWEST.layout().headerBlock(1));
      pair.putRecord(copy, NEXT, NEWEST.coveredHash());
    }
    Snapshot snapshot = new Reader(pair.io, pair.found(), false).readOwn();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(NEXT, snapshot.head());
  }

  @Test
  void shouldRefuseWithoutAnyHeader() {
    Reader reader = new Reader(pair.io, List.of(), false);
    HandMadePair.expect(Kind.NO_ASSEMBLY, "no header is whole", reader::read);
  }

  @Test
  void shouldRefuseWhenEveryCopyIsOutOfUse() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.putFence(copy, 1);
    }
    expect(Kind.UNPROVEN, "every copy that could be read is out of use");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldNotBelieveARecordThatOnlyAFencedCopyHolds(int slot) throws IOException {
    pair.putFence(1, slot);
    pair.putRecord(1, NEXT, NEWEST.coveredHash());
    Snapshot snapshot = pair.read();
    assertEquals(0b010, snapshot.fenced());
    assertEquals(0b010, snapshot.excluded());
    assertEquals(List.of(new Lane(0, 0), new Lane(2, 0)), snapshot.lanes());
    assertEquals(NEWEST.covered(), snapshot.head());
    assertEquals(List.of(), snapshot.damages());
  }

  @Test
  void shouldNotBelieveAHeaderThatOnlyACopyOutOfUseHolds() throws IOException {
    Header newer = HandMadePair.numbered(NEWEST, NEWEST.sequence() + 1, NEWEST.epoch());
    pair.putHeader(2, 0, newer);
    assertEquals(newer, pair.read().header());
    pair.putWitness(512, Set.of(NEWEST.layout().place(2, Layout.HEADER_A)));
    Snapshot snapshot = pair.read();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(0b100, snapshot.excluded());
    assertEquals(0, snapshot.fenced());
  }

  /** A writer may have gone on without that copy, and never completed what its header says. */
  @Test
  void shouldNotLeaveOutCopiesForAHeaderThatOnlyACopyOutOfUseHolds() throws IOException {
    pair.putHeader(2, 1, HandMadePair.moved(NEWEST, 1, new BlockRun(0, 300, 20)));
    pair.putWitness(512, Set.of(NEWEST.layout().place(2, Layout.HEADER_A)));
    JournalRecord last = pair.putRecord(1, NEXT, NEWEST.coveredHash());
    pair.lose(0, NEWEST.layout().ringBlock(0, NEXT + 1));
    Snapshot snapshot = pair.read();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(0b100, snapshot.excluded());
    assertEquals(List.of(last), snapshot.chain());
  }

  /** A header with such a number would be refused. */
  @ParameterizedTest
  @ValueSource(longs = {-1, HeaderRules.MAX_NUMBER})
  void shouldRefuseARecordOfAnImpossibleEpoch(long epoch) throws IOException {
    ByteBuffer block =
        JournalRecord.encode(
            512, NEXT, epoch, NEWEST.coveredHash(), JournalRecord.EPOCH, List.of());
    pair.put(1, NEWEST.layout().ringBlock(0, NEXT), BlockType.RECORD, block);
    expect(Kind.INCONSISTENT, "impossible value: epoch=" + epoch);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldNeedAWitnessWhereACopyIsMissing(int copy) throws IOException {
    pair.loseHeaders(copy);
    assertEquals(NEWEST, pair.read().header());
    pair.loseWitnesses();
    expect(Kind.UNPROVEN, "no witness can tell");
    pair.putWitness(768, Set.of());
    assertEquals(NEWEST, pair.read().header());
  }

  @Test
  void shouldNeedNoWitnessWhereEachCopyHasAHeader() throws IOException {
    pair.loseWitnesses();
    for (int copy = 0; copy < 3; copy++) {
      pair.lose(copy, NEWEST.layout().headerBlock(copy % 2));
    }
    Snapshot snapshot = pair.read();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(0, snapshot.excluded());
  }

  @Test
  void shouldNeedNoWitnessForACopyThatTheHeaderPutsOutOfUse() throws IOException {
    Header evicted =
        NEWEST.next(
            NEWEST.epoch(),
            NEWEST.covered(),
            NEWEST.coveredHash(),
            Root.EMPTY,
            NEWEST.layout().withEvicted(0b010));
    pair.putHeaders(0, evicted, NEWEST);
    pair.putHeaders(2, NEWEST, evicted);
    pair.loseHeaders(1);
    pair.loseWitnesses();
    assertEquals(evicted, pair.read().header());
    assertEquals(0b010, pair.read().excluded());
  }

  @Test
  void shouldPassOverAHeaderOfACopyThatThePairDoesNotHave() throws IOException {
    Layout layout = NEWEST.layout();
    List<List<BlockRun>> four = new ArrayList<>(layout.copies());
    four.add(List.of(new BlockRun(0, 300, 20)));
    Layout larger = layout.withCopies(layout.tableBlocks(), 0, four);
    Header stray = HandMadePair.withLayout(HandMadePair.older(NEWEST), larger);
    pair.putHeader(3, 0, stray);
    List<Found> found = new ArrayList<>(pair.found());
    found.add(pair.search().at(larger.place(3, 0), layout.blockSize()).orElseThrow());
    Snapshot snapshot = new Reader(pair.io, found, false).read();
    assertEquals(NEWEST, snapshot.header());
    assertEquals(3, snapshot.headers().size());
  }

  @Test
  void shouldApplyTheJournalOfAnyCopy() throws IOException {
    JournalRecord first = pair.putRecord(0, NEXT, NEWEST.coveredHash());
    JournalRecord second = pair.putRecord(2, NEXT + 1, first.hash());
    Snapshot snapshot = pair.read();
    assertEquals(List.of(first, second), snapshot.chain());
    assertEquals(2, snapshot.table().size());
  }
}

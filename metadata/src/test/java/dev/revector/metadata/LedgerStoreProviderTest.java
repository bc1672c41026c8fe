package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.Format.BlockType;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.Acceptance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an opening does before it believes a pair, and what it says of a device that holds none. */
class LedgerStoreProviderTest {
  private static final Header NEWEST = HandMadePair.NEWEST;
  private static final int MOST_LOOKS = 20;

  private HandMadePair pair;

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
  }

  private MetadataStore look() throws IOException {
    return HandMadePair.open(pair.disk, true, store -> {});
  }

  private static Optional<String> recognise(MemoryDisk disk) throws IOException {
    return new LedgerStoreProvider().recognise(disk, List.of());
  }

  /** What a killed process wrote may be lost yet. */
  @Test
  void shouldFlushBeforeItReads() throws IOException {
    HandMadePair.open(pair.disk, false, store -> {});
    assertEquals("flush", pair.disk.requests().get(0).kind());
  }

  @Test
  void shouldWriteNothingWhenTheMapIsRefused() throws IOException {
    pair.putRecord(1, NEWEST.covered() + 1, NEWEST.coveredHash());
    pair.disk.forget();
    BlockDeviceException refusal = new BlockDeviceException("no");
    Acceptance never =
        store -> {
          assertEquals(NEWEST.covered() + 1, store.status().sequence());
          throw refusal;
        };
    assertEquals(
        refusal,
        assertThrows(BlockDeviceException.class, () -> HandMadePair.open(pair.disk, false, never)));
    assertEquals(0, pair.disk.writes());
  }

  /** What can get lost of a copy while the pair is open. */
  enum Loss {
    NOTHING,
    RING_BLOCK,
    WITNESS
  }

  private void lose(Loss loss) {
    switch (loss) {
      case NOTHING -> {}
      case RING_BLOCK -> pair.lose(1, 3);
      case WITNESS -> pair.loseBlock(512);
    }
  }

  /** Requests of one look, which a pair gets that nobody has open. */
  private long requestsOfALook() throws IOException {
    pair.disk.live(false);
    look();
    long requests = pair.disk.reads();
    pair.disk.live(true);
    pair.disk.forget();
    return requests;
  }

  @ParameterizedTest
  @CsvSource({
    "NOTHING, NOTHING, 1",
    "RING_BLOCK, NOTHING, 2",
    "WITNESS, NOTHING, 2",
    "RING_BLOCK, WITNESS, 3",
    "WITNESS, RING_BLOCK, 3",
  })
  void shouldLookUntilTheDamageIsTheSame(Loss first, Loss later, int looks) throws IOException {
    lose(first);
    long once = requestsOfALook();
    pair.disk.beforeRead(() -> afterOneLook(once, () -> lose(later)));
    MetadataStore store = look();
    assertEquals(looks * once, pair.disk.reads());
    assertTrue(store.status().live());
    int lost = (first == Loss.NOTHING ? 0 : 1) + (later == Loss.NOTHING ? 0 : 1);
    assertEquals(lost, store.check(false).findings().size());
  }

  private void afterOneLook(long requests, Runnable action) {
    if (pair.disk.reads() == requests) {
      action.run();
    }
  }

  /** A block that a writer was just writing. */
  @Test
  void shouldForgetDamageThatPassed() throws IOException {
    lose(Loss.RING_BLOCK);
    long once = requestsOfALook();
    pair.disk.beforeRead(() -> afterOneLook(once, () -> pair.disk.heal()));
    assertEquals(List.of(), look().check(false).findings());
    assertEquals(2 * once, pair.disk.reads());
  }

  @Test
  void shouldReadAgainBesideAWriterWhatDoesNotFitTogether() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.loseRing(copy);
    }
    assertThrows(MetadataDamagedException.class, this::look);
    long once = pair.disk.reads();
    pair.disk.forget();
    pair.disk.live(true);
    pair.disk.beforeRead(() -> afterOneLook(4 * once, () -> pair.disk.heal()));
    assertEquals(NEWEST.covered(), look().status().sequence());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldGiveUpInTheEnd(boolean blank) throws IOException {
    if (blank) {
      pair = new HandMadePair(NEWEST.layout());
    }
    for (int copy = 0; copy < 3; copy++) {
      pair.loseRing(copy);
    }
    assertThrows(BlockDeviceException.class, this::look);
    long once = pair.disk.reads();
    pair.disk.forget();
    pair.disk.live(true);
    assertThrows(BlockDeviceException.class, this::look);
    assertEquals(MOST_LOOKS * once, pair.disk.reads());
  }

  /** One copy may have lost the write, which was acknowledged all the same. */
  @Test
  void shouldLeaveOutALastRecordOnlyBesideAWriter() throws IOException {
    long next = NEWEST.covered() + 1;
    pair.putRecord(1, next, NEWEST.coveredHash());
    pair.putRecord(2, next, NEWEST.coveredHash());
    assertEquals(next, look().status().sequence());
    pair.disk.live(true);
    assertEquals(NEWEST.covered(), look().status().sequence());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLookAgainWhenAWriterCameMeanwhile(boolean broken) throws IOException {
    pair.putRecord(1, NEWEST.covered() + 1, NEWEST.coveredHash());
    if (broken) {
      pair.lose(0, NEWEST.layout().ringBlock(0, NEWEST.covered() + 1));
      pair.lose(2, NEWEST.layout().ringBlock(0, NEWEST.covered() + 2));
      pair.lose(1, NEWEST.layout().ringBlock(0, NEWEST.covered() + 2));
      pair.lose(0, NEWEST.layout().ringBlock(0, NEWEST.covered() + 2));
    }
    pair.disk.forget();
    pair.disk.beforeRead(
        () -> {
          if (pair.disk.reads() == 20) {
            pair.disk.live(true);
          }
        });
    MetadataStore store = look();
    assertTrue(store.status().live());
    assertEquals(NEWEST.covered(), store.status().sequence());
  }

  /** How a pair can be broken as its older headers tell it. */
  enum Behind {
    NO_TABLE(Kind.NO_ASSEMBLY, "index=5"),
    NO_RING(Kind.UNPROVEN, "no copy can tell"),
    LATER_RECORD(Kind.GAP, "missing=41, found=42"),
    TWO_RECORDS(Kind.FORK, "sequence=41"),
    WRONG_RECORD(Kind.INCONSISTENT, "the journal contradicts the table");

    private final Kind kind;
    private final String message;

    Behind(Kind kind, String message) {
      this.kind = kind;
      this.message = message;
    }
  }

  /** The last copy stood where it stands for the old header only. */
  private void breakRings(Behind behind) throws IOException {
    long next = NEWEST.covered() + 1;
    switch (behind) {
      case NO_TABLE -> {}
      case NO_RING -> {
        for (int copy = 0; copy < 3; copy++) {
          pair.loseRing(copy);
        }
      }
      case LATER_RECORD -> pair.putRecord(2, next + 1, 7);
      case TWO_RECORDS -> {
        pair.putRecord(1, next, NEWEST.coveredHash(), 11);
        pair.putRecord(2, next, NEWEST.coveredHash(), 12);
      }
      case WRONG_RECORD -> {
        List<Entry> wrong = List.of(new Entry(5, 0, 0));
        long parent = NEWEST.coveredHash();
        ByteBuffer block = JournalRecord.encode(512, next, 3, parent, JournalRecord.CHANGES, wrong);
        pair.put(2, NEWEST.layout().ringBlock(0, next), BlockType.RECORD, block);
      }
    }
  }

  /** A copy that was built anew elsewhere is named by none of the headers that are left. */
  @ParameterizedTest
  @EnumSource(Behind.class)
  void shouldSearchForAHeaderThatIsHidden(Behind behind) throws IOException {
    Header old = behind == Behind.NO_TABLE ? NEWEST.withRoot(new Root(1, 5, 1, 1)) : NEWEST;
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeaders(copy, old, old);
    }
    breakRings(behind);
    HandMadePair.expect(behind.kind, behind.message, this::look);
    Header hidden = HandMadePair.moved(NEWEST, 2, new BlockRun(0, 700, 20));
    HandMadePair anew = pair.with(hidden.layout());
    anew.putHeaders(2, hidden, hidden);
    anew.putRing(2);
    assertEquals(700, look().status().copies().get(2).extents().get(0).sector());
  }

  @Test
  void shouldSayWhereNoHeaderIsLeft() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.loseHeaders(copy);
    }
    HandMadePair.expect(Kind.NO_ASSEMBLY, "spare holds blocks of a pair", this::look);
  }

  @ParameterizedTest
  @CsvSource({
    "2048, were main and spare swapped?",
    "4294967296, check --repair searches the whole device",
  })
  void shouldSayWhatToDoWhereNoPairStands(long sectors, String advice) {
    MemoryDisk disk = new MemoryDisk(sectors, 512);
    WrongDeviceException e =
        assertThrows(WrongDeviceException.class, () -> HandMadePair.open(disk, true, store -> {}));
    assertTrue(e.toString().endsWith(advice), e::toString);
  }

  @Test
  void shouldRecogniseAPairWholeOrDamaged() throws IOException {
    assertEquals(Optional.of("a revector pair: uuid=" + Samples.PAIR), recognise(pair.disk));
    pair.put(0, 0, BlockType.RECORD, Format.block(512));
    assertEquals(Optional.of("damaged metadata of a revector pair"), recognise(pair.disk));
    ByteBuffer newer = HeaderCodec.encode(NEWEST);
    newer.putInt(Format.HEADER_INCOMPATIBLE, 1);
    pair.put(0, 0, BlockType.HEADER, newer);
    assertEquals(Optional.of("a revector pair made by a newer release"), recognise(pair.disk));
    pair.lose(0, 0);
    assertEquals(Optional.empty(), recognise(pair.disk));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1024})
  void shouldRecogniseNothingOnAnEmptyDisk(long sectors) throws IOException {
    assertEquals(Optional.empty(), recognise(new MemoryDisk(sectors, 512)));
  }
}

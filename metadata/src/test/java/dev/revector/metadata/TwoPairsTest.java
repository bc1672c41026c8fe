package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.PairIdentity;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of two pairs on one spare: one at its start, one where a formula leads. */
class TwoPairsTest {
  private static final Header FIRST = HandMadePair.NEWEST;
  private static final Header SECOND = second();

  private HandMadePair pair = new HandMadePair(FIRST.layout());

  /** Leads to the second copy of each pair. */
  private record Formula() implements PlacementStrategy {
    @Override
    public String name() {
      return "formula";
    }

    @Override
    public List<Long> place(PlacementRequest request) {
      return List.of(300L, 400L);
    }
  }

  private static Header second() {
    List<List<BlockRun>> copies =
        List.of(List.of(new BlockRun(0, 100, 20)), List.of(new BlockRun(0, 300, 20)));
    Layout layout = new Layout(1, 512, "formula", 8, 10, 1, 0, List.of(), copies);
    PairIdentity one = FIRST.pair();
    PairIdentity other =
        new PairIdentity(
            new UUID(3, 4), one.main(), "", 512, one.spareSectors(), one.createdSeconds());
    return new Header(0, 0, 0, 99, 3, 40, 7, Root.EMPTY, other, layout);
  }

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
    for (int copy = 0; copy < 2; copy++) {
      pair.putHeaders(copy, SECOND, SECOND);
    }
    pair.disk.forget();
  }

  private HeaderSearch search() {
    return new HeaderSearch(List.of(pair.disk), List.of(new Formula()));
  }

  private static UUID uuid(List<Found> headers) {
    assertEquals(1, headers.stream().map(one -> one.header().pair().uuid()).distinct().count());
    return headers.get(0).header().pair().uuid();
  }

  @Test
  void shouldLookNoFurtherThanAWholePair() throws IOException {
    List<List<Found>> pairs = search().pairs(true);
    assertEquals(1, pairs.size());
    assertEquals(6, pairs.get(0).size());
    assertEquals(FIRST.pair().uuid(), uuid(pairs.get(0)));
    assertEquals(7, pair.disk.reads());
  }

  @Test
  void shouldFindBothWhenAskedTo() throws IOException {
    List<List<Found>> pairs = search().pairs(false);
    assertEquals(2, pairs.size());
    assertEquals(FIRST.pair().uuid(), uuid(pairs.get(0)));
    assertEquals(SECOND.pair().uuid(), uuid(pairs.get(1)));
    assertEquals(4, pairs.get(1).size());
  }

  @Test
  void shouldFindAPairByFormulaAlone() throws IOException {
    pair.lose(0, 0);
    pair.disk.lose(300);
    pair.disk.lose(309);
    assertEquals(FIRST.pair().uuid(), uuid(search().quick()));
    assertEquals(5, search().quick().size());
  }

  /** Headers lost of the first pair, last copy first, and of the second: a whole pair wins. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 0, 2", "2, 1, 2", "2, 2, 1", "3, 2, 1", "4, 2, 0", "5, 2, 2"})
  void shouldChooseThePairOfWhichMoreIsLeft(int ofFirst, int ofSecond, int expected)
      throws IOException {
    for (int i = 0; i < ofFirst; i++) {
      pair.lose(2 - i / 2, FIRST.layout().headerBlock(1 - i % 2));
    }
    for (int i = 0; i < ofSecond; i++) {
      pair.loseBlock(SECOND.layout().place(0, SECOND.layout().headerBlock(i % 2)).address());
    }
    if (expected == 0) {
      assertTrue(
          assertThrows(WrongDeviceException.class, () -> search().quick())
              .toString()
              .contains("parts of two pairs"));
    } else {
      UUID uuid = expected == 1 ? FIRST.pair().uuid() : SECOND.pair().uuid();
      assertEquals(uuid, uuid(search().quick()));
    }
  }

  /** Of which one more is left does not say which is the present one. */
  @Test
  void shouldNotChooseWhereAllWasSearched() throws IOException {
    String refusal = assertThrows(WrongDeviceException.class, () -> search().scan()).toString();
    assertTrue(refusal.contains("parts of two pairs, and nothing says which"), refusal);
    for (int slot = 0; slot < 2; slot++) {
      pair.loseHeaders(slot);
    }
    pair.loseHeaders(2);
    assertEquals(SECOND.pair().uuid(), uuid(search().scan()));
  }

  @Test
  void shouldCallAPairWholeWithoutTheCopiesThatLeft() throws IOException {
    Header evicted = HandMadePair.withLayout(FIRST, FIRST.layout().withEvicted(0b100));
    pair.putHeader(0, 0, evicted);
    pair.putHeader(1, 0, evicted);
    pair.loseHeaders(2);
    assertEquals(FIRST.pair().uuid(), uuid(search().pairs(true).get(0)));
    pair.loseHeaders(1);
    assertEquals(SECOND.pair().uuid(), uuid(search().pairs(true).get(0)));
  }

  /** The other pair has a copy of that number in that very place. */
  @Test
  void shouldLeaveOutHeadersOfTheOtherPair() throws IOException {
    List<List<BlockRun>> copies =
        List.of(SECOND.layout().copies().get(0), FIRST.layout().copies().get(1));
    Layout layout = SECOND.layout().withCopies(10, 0, copies);
    pair.putHeader(1, 0, HandMadePair.withLayout(SECOND, layout));
    assertEquals(5, search().pairs(true).get(0).size());
    assertEquals(FIRST.pair().uuid(), uuid(search().pairs(true).get(0)));
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataDamagedException.Kind;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.MemoryDisk.Request;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an opening refuses, and what it does to main. */
class OpeningTest {
  private static final Header NEWEST = HandMadePair.NEWEST;

  private static MetadataStore open(HandMadePair pair, boolean readOnly) throws IOException {
    return HandMadePair.open(pair.disk, readOnly, store -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseASpareThatShrank(boolean readOnly) throws IOException {
    HandMadePair pair = HandMadePair.empty(Samples.header(NEWEST.layout(), 1025));
    WrongDeviceException e = assertThrows(WrongDeviceException.class, () -> open(pair, readOnly));
    assertTrue(e.toString().contains("foundBytes=" + 1024 * 512), e::toString);
    assertEquals(0, pair.disk.writes());
  }

  @Test
  void shouldOnlyReadWhatANewerReleaseAloneMayWrite() throws IOException {
    Header newer = new Header(0, 8, 0, 12, 3, 40, 7, Root.EMPTY, NEWEST.pair(), NEWEST.layout());
    HandMadePair pair = HandMadePair.empty(newer);
    pair.putHeaders(0, newer, newer);
    pair.disk.forget();
    assertEquals(40, open(pair, true).status().sequence());
    assertThrows(UnsupportedFormatException.class, () -> open(pair, false));
    assertEquals(0, pair.disk.writes());
  }

  /** Main's part of what a killed process wrote counts as durable too, once it is believed. */
  @Test
  void shouldFlushMainBeforeItReadsTheSpareAndDoNothingElseToIt() throws IOException {
    HandMadePair pair = HandMadePair.empty();
    MemoryDisk main = new MemoryDisk(1L << 33, 512);
    List<Request> first = new ArrayList<>();
    pair.disk.beforeRead(
        () -> {
          if (first.isEmpty()) {
            first.addAll(main.requests());
          }
        });
    MetadataStore store =
        new LedgerStoreProvider()
            .open(new OpenRequest(Optional.of(main), List.of(pair.disk), List.of(), true, false));
    assertEquals(Samples.PAIR, store.pair().uuid());
    assertEquals(List.of("flush"), first.stream().map(Request::kind).toList());
    assertEquals(first, main.requests());
  }

  /** A newer header might be hidden, but a search of the whole spare finds none. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBelieveTheCopyThatIsLeftWhenTheOthersLeft(boolean readOnly) throws IOException {
    HandMadePair pair = HandMadePair.empty();
    fence(pair, 1);
    fence(pair, 2);
    pair.lose(0, NEWEST.layout().headerBlock(1));
    MetadataStore store = open(pair, readOnly);
    assertEquals(NEWEST.covered() + (readOnly ? 0 : 1), store.status().sequence());
    assertTrue(pair.disk.requests().contains(MemoryDisk.read(0, 1024)), "the whole spare");
  }

  /** That none is found now does not prove that there is none. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseWhereTwoCopiesCantTellWhichHeaderWasTheLast(boolean readOnly)
      throws IOException {
    HandMadePair pair = HandMadePair.empty();
    fence(pair, 1);
    pair.lose(0, NEWEST.layout().headerBlock(1));
    pair.lose(2, NEWEST.layout().headerBlock(1));
    HandMadePair.expect(Kind.UNPROVEN, "a newer header", () -> open(pair, readOnly));
    assertTrue(pair.disk.requests().contains(MemoryDisk.read(0, 1024)), "the whole spare");
  }

  private static void fence(HandMadePair pair, int copy) throws IOException {
    pair.putFence(copy, 0);
    pair.putFence(copy, 1);
  }
}

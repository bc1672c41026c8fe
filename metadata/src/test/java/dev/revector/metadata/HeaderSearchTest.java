package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a search for headers finds, in which order, and how much it reads for that. */
class HeaderSearchTest {
  private static final Header NEWEST = HandMadePair.NEWEST;
  private static final int PIECE = 2048;

  private HandMadePair pair;
  private HeaderSearch search;

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
    search = pair.search();
  }

  private static HeaderSearch over(MemoryDisk disk) {
    return new HeaderSearch(List.of(disk), List.of());
  }

  private static List<Long> sequences(List<Found> found) {
    return found.stream().map(one -> one.header().sequence()).toList();
  }

  /** Two openings may have written a header of one number, the first of them not completely. */
  @Test
  void shouldPutTheLaterOpeningFirst() throws IOException {
    Header later = HandMadePair.numbered(NEWEST, NEWEST.sequence(), NEWEST.epoch() + 1);
    pair.putHeader(1, 0, later);
    List<Found> found = search.quick();
    assertEquals(later, found.get(0).header());
    assertEquals(List.of(13L, 13L, 13L, 12L, 12L, 12L), sequences(found));
    pair.putHeader(1, 0, HandMadePair.numbered(NEWEST, NEWEST.sequence(), NEWEST.epoch() - 1));
    assertEquals(NEWEST, pair.search().quick().get(0).header());
  }

  @Test
  void shouldReadNoMoreThanTheHeadersOfAWholePair() throws IOException {
    assertEquals(6, search.quick().size());
    assertEquals(7, pair.disk.requests().size());
  }

  @Test
  void shouldFollowACopyThatMoved() throws IOException {
    Header once = HandMadePair.moved(NEWEST, 2, new BlockRun(0, 700, 20));
    pair.putHeader(1, 0, once);
    pair.putHeaders(2, once, once);
    List<Found> found = search.quick();
    assertEquals(List.of(14L, 14L, 14L, 13L, 13L, 12L, 12L, 12L), sequences(found));
    assertEquals(
        Set.of(400L, 700L, 709L),
        found.stream().limit(3).map(one -> one.place().address()).collect(Collectors.toSet()));
  }

  @Test
  void shouldFindNothingNewerThanTheNewest() throws IOException {
    Found newest = search.quick().get(0);
    assertEquals(List.of(), search.newer(newest));
    Found older = search.quick().get(5);
    assertEquals(List.of(13L, 13L, 13L, 12L, 12L, 12L), sequences(search.newer(older)));
  }

  @Test
  void shouldFindTheNewestOfSeveralThatAreHidden() throws IOException {
    Header once = HandMadePair.moved(NEWEST, 2, new BlockRun(0, 700, 20));
    Header twice = HandMadePair.moved(once, 2, new BlockRun(0, 650, 20));
    pair.putHeader(2, 0, once);
    pair.putHeader(2, 0, twice);
    assertEquals(NEWEST, search.quick().get(0).header());
    List<Found> newer = search.newer(search.quick().get(0));
    assertEquals(twice, newer.get(0).header());
    assertEquals(List.of(15L, 13L, 13L, 12L, 12L), sequences(newer));
  }

  @Test
  void shouldReadAllOfADeviceOnce() throws IOException {
    MemoryDisk disk = new MemoryDisk(2 * PIECE + 5, 512);
    assertEquals(List.of(), over(disk).scan());
    assertEquals(
        List.of(
            MemoryDisk.read(0, PIECE),
            MemoryDisk.read(PIECE, PIECE),
            MemoryDisk.read(2 * PIECE, 5)),
        disk.requests());
    disk.forget();
    disk = new MemoryDisk(PIECE, 512);
    assertEquals(List.of(), over(disk).scan());
    assertEquals(List.of(MemoryDisk.read(0, PIECE)), disk.requests());
  }

  @Test
  void shouldFindAHeaderInAPieceThatCanNotBeReadWhole() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      pair.lose(copy, 0);
    }
    List<Found> found = search.scan();
    assertEquals(List.of(12L, 12L, 12L), sequences(found));
    assertEquals(NEWEST.layout().place(0, 9), found.get(0).place());
    int blocks = 3 * 8 + 3 + 3;
    assertEquals(1 + 1024 + blocks + 6, pair.disk.reads(), "piece, sectors, blocks, headers");
  }

  @Test
  void shouldTellBlocksOfAPairFromNone() throws IOException {
    HeaderSearch empty = over(new MemoryDisk(1024, 512));
    assertEquals(List.of(), empty.scan());
    assertFalse(empty.sawBlocks());
    HandMadePair ring = new HandMadePair(NEWEST.layout());
    ring.put(1, 3, BlockType.RECORD, JournalRecord.pristine(512));
    assertEquals(List.of(), over(ring.disk).scan());
    HeaderSearch search = over(ring.disk);
    assertFalse(search.sawBlocks());
    assertEquals(List.of(), search.scan());
    assertTrue(search.sawBlocks());
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.metadata.Format.BlockType;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a check of a pair that is open for writing finds, where, and what it mends. */
class CheckerTest {
  private static final Layout LAYOUT = HandMadePair.NEWEST.layout();
  private static final int FIXED = 8 + 2;

  private HandMadePair pair = new HandMadePair(LAYOUT);
  private MetadataStore store = make();

  private MetadataStore make() {
    try {
      pair = HandMadePair.empty();
      return HandMadePair.open(pair.disk, false, one -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void fill() throws IOException {
    for (int i = 0; i < 30; i++) {
      store.commit(List.of(new MapChange.Put(HandMadePair.run(10L * i))));
    }
  }

  private static Finding at(int copy, long sector, String what, boolean repaired) {
    return new Finding(copy, 0, sector, what, repaired);
  }

  private static List<Finding> repaired(List<Finding> findings) {
    return findings.stream().map(one -> at(one.copy(), one.sector(), one.what(), true)).toList();
  }

  @Test
  void shouldReadEveryBlockOfEachCopy() throws IOException {
    int table = 2 + 1;
    assertEquals(new MetadataCheck(3 * (FIXED + table) + 3, List.of()), store.check(false));
  }

  @Test
  void shouldSayWhereTheDamageIsAndMendIt() throws IOException {
    pair.lose(0, 3);
    pair.lose(1, FIXED - 1);
    pair.lose(2, 0);
    pair.loseBlock(512);
    List<Finding> expected =
        List.of(
            at(1, 409, "header is unreadable or wrong", false),
            at(2, 1004, "header is unreadable or wrong", false),
            at(0, 3, "journal block is unreadable or wrong", false),
            at(-1, 512, "witness is unreadable or wrong", false));
    assertEquals(expected, store.check(false).findings());
    assertEquals(repaired(expected), store.check(true).findings());
    assertEquals(List.of(), store.check(false).findings());
  }

  @Test
  void shouldNotSayThatItMendedWhatItCouldNot() throws IOException {
    pair.putFence(1, 0);
    pair.putFence(1, 1);
    pair.lose(0, 3);
    store = HandMadePair.open(pair.disk, false, one -> {});
    List<Finding> expected = List.of(at(1, 400, "copy is out of use", false));
    assertEquals(expected, store.check(false).findings());
    MetadataCheck mended = store.check(true);
    assertEquals(expected, mended.findings());
    assertEquals(2 * (FIXED + 3) + 3, mended.blocks());
    store.attach(PlainSpace.beside(LAYOUT, 1024, 1));
    assertEquals(repaired(expected), store.check(true).findings());
    assertEquals(CopyState.VALID, store.status().copies().get(1).state());
    assertEquals(3 * (FIXED + 3) + 3, store.check(false).blocks());
    assertEquals(List.of(), store.check(false).findings());
  }

  @Test
  void shouldRefuseWhereTheCurrentHeaderIsGone() throws IOException {
    assertTrue(store.check(false).clean());
    for (int copy = 0; copy < 3; copy++) {
      pair.loseHeaders(copy);
    }
    HandMadePair.expect(
        Kind.NO_ASSEMBLY, "the current header is whole in no copy", () -> store.check(false));
  }

  /** The disks lost a write that they had acknowledged. */
  @Test
  void shouldSeeThatTheLastRecordIsGone() throws IOException {
    long last = store.status().sequence();
    for (int copy = 0; copy < 3; copy++) {
      pair.put(copy, LAYOUT.ringBlock(0, last), BlockType.RECORD, JournalRecord.pristine(512));
    }
    HandMadePair.expect(
        Kind.INCONSISTENT, "expected=" + last + ", found=" + (last - 1), () -> store.check(false));
  }

  @Test
  void shouldFindDamageInEachTableBlock() throws IOException {
    List<Finding> expected = new ArrayList<>();
    for (int index = 0; index < LAYOUT.tableBlocks(); index++) {
      pair.lose(0, FIXED + index);
      pair.lose(1, FIXED + index);
    }
    List<Finding> found = store.check(false).findings();
    assertEquals(2 * 3, found.size());
    for (Finding finding : found) {
      assertEquals("table block is unreadable or wrong", finding.what());
      expected.add(at(finding.copy(), finding.sector(), finding.what(), true));
    }
    assertEquals(expected, store.check(true).findings());
    assertEquals(List.of(), store.check(false).findings());
  }
}

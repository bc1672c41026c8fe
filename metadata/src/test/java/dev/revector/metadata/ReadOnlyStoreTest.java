package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader tells of copies that are damaged, behind or out of use, in sectors. */
class ReadOnlyStoreTest {
  private static final int BLOCK = 4096;
  private static final int PER_BLOCK = BLOCK / 512;
  private static final int FIXED = 8 + 2;
  private static final Header HEADER = header();

  private HandMadePair pair = new HandMadePair(HEADER.layout());

  private static Header header() {
    Layout small = Samples.layout();
    Layout layout = new Layout(1, BLOCK, "linear", 8, 10, 1, 0, small.witnesses(), small.copies());
    return Samples.header(layout, 1024L * PER_BLOCK);
  }

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty(HEADER);
  }

  private MetadataStore open() throws IOException {
    return HandMadePair.open(pair.disk, true, store -> {});
  }

  private static List<CopyState> states(MetadataStore store) {
    return store.status().copies().stream().map(Copy::state).toList();
  }

  private static Finding at(int copy, long block, String what) {
    return new Finding(copy, 0, block * PER_BLOCK, what, false);
  }

  private static MetadataCheck check(int copies, Finding... findings) {
    return new MetadataCheck((long) copies * FIXED + 3, List.of(findings));
  }

  @Test
  void shouldFindNothingInWholeCopies() throws IOException {
    MetadataStore store = open();
    assertEquals(List.of(CopyState.VALID, CopyState.VALID, CopyState.VALID), states(store));
    assertEquals(check(3), store.check(false));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 400", "2, 1004"})
  void shouldTellOfACopyThatItsOwnBlocksPutOutOfUse(int copy, long block) throws IOException {
    pair.putFence(copy, 1);
    MetadataStore store = open();
    for (Copy one : store.status().copies()) {
      boolean out = one.index() == copy;
      assertEquals(out ? CopyState.FENCED : CopyState.VALID, one.state());
      assertEquals(out ? 0 : HEADER.covered(), one.sequence());
    }
    assertEquals(check(2, at(copy, block, "copy is out of use")), store.check(false));
  }

  @Test
  void shouldTellOfACopyThatTheWitnessesPutOutOfUse() throws IOException {
    for (long witness : HEADER.layout().witnesses()) {
      pair.putWitness(witness, Set.of(HEADER.layout().place(1, Layout.HEADER_A)));
    }
    MetadataStore store = open();
    assertEquals(List.of(CopyState.VALID, CopyState.EVICTED, CopyState.VALID), states(store));
    assertEquals(check(2, at(1, 400, "copy is out of use")), store.check(false));
  }

  @Test
  void shouldSayWhereTheDamageIs() throws IOException {
    pair.lose(1, 3);
    pair.loseBlock(768);
    MetadataStore store = open();
    assertEquals(List.of(CopyState.VALID, CopyState.DAMAGED, CopyState.VALID), states(store));
    assertEquals(
        check(
            3,
            at(1, 403, "journal block is unreadable or wrong"),
            at(-1, 768, "witness is unreadable or wrong")),
        store.check(false));
  }

  /** They lost the write of a record that another has, but no block of them is wrong. */
  @Test
  void shouldNotCallACopyDamagedThatIsOnlyBehind() throws IOException {
    long next = HEADER.covered() + 1;
    JournalRecord first = pair.putRecord(0, next, HEADER.coveredHash());
    for (int copy = 0; copy < 3; copy++) {
      pair.putRecord(copy, next + 1, first.hash());
    }
    MetadataStore store = open();
    assertEquals(next + 1, store.status().sequence());
    assertEquals(List.of(CopyState.VALID, CopyState.VALID, CopyState.VALID), states(store));
    assertEquals(
        check(3, at(1, 402, "journal block is behind"), at(2, 1006, "journal block is behind")),
        store.check(false));
  }

  @Test
  void shouldCallACopyUnreadableWhenNoBlockIsLeft() throws IOException {
    pair.loseHeaders(2);
    for (int slot = 0; slot < 7; slot++) {
      pair.lose(2, 1 + slot);
    }
    assertEquals(CopyState.DAMAGED, states(open()).get(2));
    pair.lose(2, 8);
    assertEquals(CopyState.UNREADABLE, states(open()).get(2));
    assertEquals(FIXED, open().check(false).findings().size());
  }

  @Test
  void shouldRefuseChanges() throws IOException {
    MetadataStore store = open();
    assertEquals((BLOCK - Format.RECORD_OPS) / Format.ENTRY_BYTES, store.maxChanges());
    List<MapChange> change = List.of(new MapChange.Remove(5, 1));
    assertThrows(ReadOnlyDeviceException.class, () -> store.commit(change));
    assertThrows(ReadOnlyDeviceException.class, () -> store.check(true));
    assertEquals(0, pair.disk.writes());
  }
}

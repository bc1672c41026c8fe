package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a commit finds room: in the ring, in the table, and in a table that grows. */
class RoomTest {
  private static final int BLOCKS = 1024;
  private static final int REACH = 55;

  private HandMadePair pair = new HandMadePair(Samples.layout());
  private final List<Long> marked = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
  }

  private Ledger open() throws IOException {
    return Ledger.open(pair.io, pair.read(), Samples.pair().mainStableId());
  }

  private static PlainSpace space() {
    return PlainSpace.beside(Samples.layout(), BLOCKS, 1);
  }

  private static List<Entry> put(long lba) {
    return List.of(Entry.of(HandMadePair.run(lba)));
  }

  private static List<Entry> remove(long lba) {
    return List.of(Entry.of(new MapChange.Remove(lba, 1)));
  }

  /** Appends runs that do not touch each other, as long as there is room; most is a bound. */
  private void fill(Room room, Ledger ledger, int most) throws IOException {
    while (marked.size() < most && room.ensure(put(10L * marked.size()))) {
      ledger.append(JournalRecord.CHANGES, put(10L * marked.size()));
      marked.add(10L * marked.size());
    }
  }

  @Test
  void shouldCheckpointWhenTheRingLeavesNoMoreThanAnOpeningNeeds() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    List<Long> waiting = new ArrayList<>();
    for (int i = 1; i <= 14; i++) {
      fill(room, ledger, i);
      waiting.add(ledger.head() - ledger.header().covered());
    }
    assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 1L, 2L, 3L, 4L, 5L, 6L, 1L, 2L, 3L), waiting);
  }

  @Test
  void shouldKeepRoomToTakeEverythingOutAgain() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    fill(room, ledger, 1000);
    assertEquals(10, ledger.copies().layout().tableBlocks());
    assertEquals(5 * 19, marked.size());
    assertFalse(room.ensureInPieces(put(5)));
    for (long lba : marked) {
      assertTrue(room.ensure(remove(lba)), "lba=" + lba);
      ledger.append(JournalRecord.CHANGES, remove(lba));
    }
    assertEquals(0, ledger.table().size());
    assertEquals(0, open().table().size());
  }

  /** The rest of a run that is cut takes an entry, which a full table has no leaf for. */
  @Test
  void shouldHaveRoomToTakeTheMiddleOutOfARun() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    ledger.append(JournalRecord.CHANGES, put(10_001));
    ledger.append(JournalRecord.CHANGES, put(10_000));
    ledger.append(JournalRecord.CHANGES, put(10_002));
    fill(room, ledger, 1000);
    assertEquals(5 * 19, ledger.table().size());
    assertFalse(room.ensure(put(5)));
    assertTrue(room.ensure(remove(10_001)));
    ledger.append(JournalRecord.CHANGES, remove(10_001));
    assertEquals(5 * 19 + 1, ledger.table().size());
    ledger.checkpoint();
    assertEquals(5 * 19 + 1, open().table().size());
  }

  /** Doubled until each slot could be named, then a little at a time: blocks, and runs by then. */
  @Test
  void shouldGrowWithTheMap() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    room.attach(space());
    assertEquals(REACH, Room.reach(ledger.header()));
    Map<Integer, Integer> sizes = new LinkedHashMap<>();
    for (int i = 1; i <= 1100; i++) {
      fill(room, ledger, i);
      assertEquals(i, marked.size());
      sizes.putIfAbsent(ledger.copies().layout().tableBlocks(), i);
    }
    assertEquals(
        Map.of(10, 1, 20, 78, 40, 216, REACH, 594, REACH + 8, 875, REACH + 16, 1027), sizes);
    assertEquals(marked.size(), open().table().size());
  }

  /** A change that no single record holds, for which the table has to grow. */
  @Test
  void shouldGrowForAChangeInPieces() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    fill(room, ledger, 1000);
    PlainSpace space = space();
    room.attach(space);
    assertTrue(room.ensureInPieces(put(5)));
    assertEquals(20, ledger.copies().layout().tableBlocks());
    assertTrue(room.ensureInPieces(put(5)));
    assertEquals(20, ledger.copies().layout().tableBlocks());
    assertEquals(3 * (REACH - 20), space.held().cardinality());
  }

  @Test
  void shouldFindAPlaceForACopyInHeldBackRoomToo() throws IOException {
    Ledger ledger = open();
    Room room = new Room(ledger);
    assertNull(room.region(0, 20));
    PlainSpace space = space();
    space.take(70, BLOCKS - 70);
    room.attach(space);
    assertEquals(50, space.held().cardinality());
    assertNull(room.region(0, 51));
    assertEquals(new BlockRun(0, 20, 20), room.region(0, 20));
    room.holdBack();
    assertEquals(40, space.held().nextSetBit(0));
    assertEquals(30, space.held().cardinality());
  }

  @Test
  void shouldFindAPlaceForACopyInWholeBlocks() throws IOException {
    Layout small = Samples.layout();
    Layout large = new Layout(1, 4096, "linear", 8, 10, 1, 0, small.witnesses(), small.copies());
    pair = HandMadePair.empty(Samples.header(large, 8L * BLOCKS));
    Room room = new Room(open());
    PlainSpace space = PlainSpace.beside(large, 8 * BLOCKS, 8);
    space.take(8L * 20, 8L * 80 + 3);
    space.unreserve(0, 8L * 30, 8L * 3);
    room.attach(space);
    assertEquals(new BlockRun(0, 101, 20), room.region(0, 20));
    assertEquals(0, space.freeFrom(0, 8 * 121 - 1));
    assertTrue(space.freeFrom(0, 8 * 121) > 0);
  }

  @Test
  void shouldTakeTheOldPlaceOfACopyOutOfUse() throws IOException {
    Room room = new Room(open());
    SpareRun old = new SpareRun(0, 100, 20);
    room.retire(old);
    PlainSpace space = space();
    room.attach(space);
    space.take(100, 20);
    room.retire(old);
    assertEquals(List.of(old), space.retired());
  }
}

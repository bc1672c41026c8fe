package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.IndeterminateException;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A copy that refuses writes leaves, is built anew elsewhere, and is never believed again where it
 * stood.
 */
class FailingCopyTest {
  private static final int BEFORE = 30;
  private static final int AFTER = 90;

  /** What of a copy can't be written any more. */
  enum Part {
    RING,
    TABLE,
    ONE_HEADER,
    ALL
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, RING",
    "2, 1, TABLE",
    "2, 0, ONE_HEADER",
    "3, 0, RING",
    "3, 1, TABLE",
    "3, 2, ONE_HEADER",
    "3, 0, ALL",
    "3, 2, ALL",
    "5, 0, ALL",
    "5, 1, RING",
    "5, 3, TABLE",
    "5, 4, ALL",
    "8, 7, ALL",
  })
  void shouldGoOnAndBuildTheCopyAnew(int copies, int failing, Part part) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, BEFORE);
    Copy old = store.status().copies().get(failing);
    fail(spare, store, failing, part);
    TreeMap<Long, Long> map = new TreeMap<>(StoreFixture.map(store));
    work(store, map);
    assertEquals(map, StoreFixture.map(store));
    Copy now = store.status().copies().get(failing);
    assertEquals(CopyState.VALID, now.state());
    assertNotEquals(old.extents(), now.extents());
    assertRetired(store, old);
    assertEquals(List.of(), store.check(false).findings());
    SimulatedDisk later = spare.powerCut(PowerCut.none());
    MetadataStore reader = StoreFixture.open(later, true);
    assertEquals(map, StoreFixture.map(reader));
    assertEquals(List.of(), reader.check(false).findings());
    MetadataStore again = StoreFixture.open(later, false);
    assertEquals(map, StoreFixture.map(again));
    assertRetired(again, old);
    assertTrue(
        again.reservation(0).stream()
            .noneMatch(one -> one.first() == old.extents().get(0).sector()));
  }

  /** An old header with journals that a repair had just begun to write anew is no pair. */
  @ParameterizedTest
  @CsvSource({"3, 0", "5, 2"})
  void shouldNotBelieveAHeaderThatOnlyTheCopyThatLeftHolds(int copies, int failing)
      throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    StoreFixture.create(spare, "linear", copies).close();
    SimulatedDisk blank = spare.copy();
    MetadataStore store = StoreFixture.open(spare);
    fail(spare, store, failing, Part.ALL);
    for (int i = 0; i < 3; i++) {
      store.commit(List.of(StoreFixture.put(i * 16L, 7000L + i)));
    }
    List<Integer> all = store.status().copies().stream().map(Copy::index).toList();
    SimulatedDisk hurt = spare.powerCut(PowerCut.none());
    List<List<Long>> blocks = Spares.blocks(store);
    Spares.loseCopies(hurt, store, all, Loss.NOISE, new Random(1));
    for (int copy : all) {
      if (copy != failing) {
        int headerB = Spares.headerB(blank, blocks.get(copy));
        blocks
            .get(copy)
            .subList(1, headerB)
            .forEach(sector -> hurt.poke(sector, blank.peek(sector, 1)));
      }
    }
    for (boolean readOnly : new boolean[] {true, false}) {
      assertThrows(MetadataDamagedException.class, () -> StoreFixture.open(hurt.copy(), readOnly));
    }
  }

  /** What it left behind is found first, and says nothing of where it went. */
  @ParameterizedTest
  @CsvSource({"2, 0, RING", "2, 1, ONE_HEADER", "3, 0, ALL", "3, 2, ALL", "5, 0, ALL"})
  void shouldOpenFromTheCopyThatWasBuiltAnewAlone(int copies, int failing, Part part)
      throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, BEFORE);
    fail(spare, store, failing, part);
    work(store, new TreeMap<>());
    List<Integer> others =
        store.status().copies().stream().map(Copy::index).filter(copy -> copy != failing).toList();
    for (Loss loss : Loss.values()) {
      SimulatedDisk hurt = spare.powerCut(PowerCut.none());
      Spares.loseCopies(hurt, store, others, loss, new Random(1));
      for (boolean readOnly : new boolean[] {true, false}) {
        assertEquals(StoreFixture.map(store), StoreFixture.map(StoreFixture.open(hurt, readOnly)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "3, 1", "3, 2", "5, 0", "5, 2", "5, 4"})
  void shouldNeverServeTheStaleCopyAlone(int copies, int failing) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, BEFORE);
    fail(spare, store, failing, Part.ALL);
    work(store, new TreeMap<>());
    loseAllAndRefuse(spare, store);
  }

  /** One copy after the other leaves; the places of all of them stay named. */
  @ParameterizedTest
  @CsvSource({"3, 0, 1", "3, 2, 0", "5, 4, 1"})
  void shouldRememberEveryPlaceThatWasLeft(int copies, int first, int second) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, BEFORE);
    fail(spare, store, first, Part.ALL);
    work(store, new TreeMap<>());
    fail(spare, store, second, Part.ALL);
    for (int i = 0; i < AFTER; i++) {
      store.commit(List.of(StoreFixture.put((1L << 20) + i * 8L, 7000L + i)));
    }
    loseAllAndRefuse(spare, store);
    // A witness that was lost and written anew still names them.
    MetadataStore again = StoreFixture.open(spare.powerCut(PowerCut.none()), false);
    assertEquals(StoreFixture.map(store), StoreFixture.map(again));
  }

  private static void loseAllAndRefuse(SimulatedDisk spare, MetadataStore store) {
    List<Integer> all = store.status().copies().stream().map(Copy::index).toList();
    for (Loss loss : Loss.values()) {
      SimulatedDisk hurt = spare.powerCut(PowerCut.none());
      Spares.loseCopies(hurt, store, all, loss, new Random(1));
      for (boolean readOnly : new boolean[] {true, false}) {
        assertThrows(
            MetadataDamagedException.class,
            () -> StoreFixture.map(StoreFixture.open(hurt, readOnly)),
            loss.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "2, 1"})
  void shouldRefuseWhenNothingCanSayThatTheCopyLeft(int copies, int failing) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, BEFORE);
    Map<Long, Long> map = StoreFixture.map(store);
    fail(spare, store, failing, Part.ALL);
    assertThrows(
        IndeterminateException.class, () -> store.commit(List.of(StoreFixture.put(1 << 20, 5))));
    SimulatedDisk later = spare.powerCut(PowerCut.none());
    Map<Long, Long> found = StoreFixture.map(StoreFixture.open(later, true));
    // The first stage may have the change that was in flight.
    found.remove(1L << 20, 5L);
    assertEquals(map, found);
  }

  /** Cuts the power at every request from the failure on, and again inside the next opening. */
  @ParameterizedTest
  @CsvSource({
    "2, 0, RING",
    "2, 1, RING",
    "2, 1, TABLE",
    "3, 0, RING",
    "3, 0, ALL",
    "3, 1, ALL",
    "3, 2, TABLE",
    "5, 0, ALL",
    "5, 3, RING",
    "5, 4, ALL",
    "5, 1, ONE_HEADER",
  })
  void shouldSurvivePowerCutsWhileACopyFails(int copies, int failing, Part part)
      throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(4 << 20, 512);
    MetadataStore before = Spares.filled(fresh, "linear", copies, BEFORE);
    TreeMap<Long, Long> start = new TreeMap<>(StoreFixture.map(before));
    fail(fresh, before, failing, part);
    int step = Effort.of(3, 1);
    for (int at = copies; ; at += step) {
      SimulatedDisk spare = fresh.copy();
      MetadataStore store;
      TreeMap<Long, Long> map = new TreeMap<>(start);
      TreeMap<Long, Long> next = new TreeMap<>(start);
      boolean finished = false;
      spare.cutAfter(at);
      try {
        store = StoreFixture.open(spare);
        for (int i = 0; i < 40; i++) {
          next.put((1L << 20) + i * 8L, 6000L + i);
          store.commit(List.of(StoreFixture.put((1L << 20) + i * 8L, 6000L + i)));
          map.putAll(next);
        }
        finished = true;
      } catch (IOException e) {
        // The power went.
      }
      verify(spare, map, next, copies + " copies, cut at " + at);
      if (finished) {
        return;
      }
    }
  }

  /**
   * A copy that was being built anew when the power went is never found again, whatever is lost.
   */
  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "3, 0"})
  void shouldNeverServeACopyThatWasNeverCompleted(int copies, int failing) throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(4 << 20, 512);
    MetadataStore before = Spares.filled(fresh, "linear", copies, BEFORE);
    fail(fresh, before, failing, Part.RING);
    boolean finished = false;
    for (int at = copies; !finished; at++) {
      SimulatedDisk spare = fresh.copy();
      spare.cutAfter(at);
      try {
        MetadataStore store = StoreFixture.open(spare);
        store.commit(List.of(StoreFixture.put(1L << 20, 6000L)));
        finished = true;
      } catch (IOException e) {
        // The power went.
      }
      SimulatedDisk later = spare.powerCut(PowerCut.all());
      MetadataStore store = StoreFixture.open(later, false);
      store.commit(List.of(StoreFixture.put(1L << 21, 6001L)));
      List<Integer> live =
          store.status().copies().stream()
              .filter(copy -> copy.state() == CopyState.VALID)
              .map(Copy::index)
              .toList();
      Spares.loseCopies(later, store, live, Loss.NOISE, new Random(1));
      assertThrows(
          IOException.class,
          () -> StoreFixture.open(later.powerCut(PowerCut.none()), true),
          "cut at " + at);
    }
  }

  private static void verify(
      SimulatedDisk spare, Map<Long, Long> map, Map<Long, Long> next, String where)
      throws IOException {
    Random random = new Random(where.hashCode());
    // All that was not flushed is torn: the worst for what no flushed copy can prove.
    SimulatedDisk again = spare.powerCut(PowerCut.random(random.nextLong(), 100, torn(random)));
    again.cutAfter(random.nextInt(400));
    try {
      StoreFixture.open(again, false);
    } catch (IOException e) {
      // The power went again.
    }
    again = again.powerCut(PowerCut.random(random.nextLong(), 20, torn(random)));
    Map<Long, Long> found;
    try {
      found = StoreFixture.map(StoreFixture.open(again, false));
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
    assertTrue(found.equals(map) || found.equals(next), where + ": " + found + "\n" + map);
    SimulatedDisk third = again.powerCut(PowerCut.none());
    assertEquals(found, StoreFixture.map(StoreFixture.open(third, true)), where);
  }

  private static int torn(Random random) {
    return random.nextBoolean() ? PowerCut.GARBAGE : PowerCut.UNREADABLE;
  }

  private static void work(MetadataStore store, Map<Long, Long> map) throws IOException {
    for (int i = 0; i < AFTER; i++) {
      long lba = (1L << 20) + i * 8L;
      store.commit(List.of(StoreFixture.put(lba, 6000L + i)));
      map.put(lba, 6000L + i);
    }
  }

  private static void assertRetired(MetadataStore store, Copy old) {
    List<SpareRun> retired = new ArrayList<>();
    store.forEachRetired(retired::add);
    long sectors = retired.stream().mapToLong(SpareRun::count).sum();
    assertEquals(old.extents().stream().mapToLong(one -> one.sectors()).sum(), sectors);
    assertEquals(old.extents().get(0).sector(), retired.get(0).sector());
  }

  private static void fail(SimulatedDisk spare, MetadataStore store, int copy, Part part) {
    List<Long> blocks = Spares.blocks(store).get(copy);
    int headerB = Spares.headerB(spare, blocks);
    List<Long> failing =
        switch (part) {
          case RING -> blocks.subList(1, headerB);
          case TABLE -> blocks.subList(headerB + 1, blocks.size());
          case ONE_HEADER -> blocks.subList(headerB, headerB + 1);
          case ALL -> blocks;
        };
    failing.forEach(sector -> spare.faults().fail(Access.WRITE, sector, 1));
  }
}

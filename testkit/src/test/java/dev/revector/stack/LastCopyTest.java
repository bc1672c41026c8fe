package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A copy that refuses writes is put out of use only when another is whole: before that it may hold
 * the last right one of some block.
 */
class LastCopyTest {
  private static final int REMAPS = 30;

  /** One block of the ring, of no use any more, can be neither read nor written. */
  private static void hurtRing(SimulatedDisk spare, MetadataStore store, int copy) {
    List<Long> blocks = Spares.blocks(store).get(copy);
    spare.faults().fail(Access.BOTH, blocks.get(Spares.headerB(spare, blocks) - 1), 1);
  }

  private static List<Integer> others(int copies, int copy) {
    return IntStream.range(0, copies).filter(one -> one != copy).boxed().toList();
  }

  private static void assertReadable(SimulatedDisk spare, Map<Long, Long> map, String where) {
    try {
      assertEquals(map, StoreFixture.map(StoreFixture.open(spare, true)), where);
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "3, 0", "3, 2", "5, 0", "5, 4"})
  void shouldLeaveTheLastReadableCopyAsItIs(int copies, int last) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, REMAPS);
    hurtRing(spare, store, last);
    Spares.loseCopies(spare, store, others(copies, last), Loss.NOISE, new Random(1));
    others(copies, last).forEach(copy -> Spares.failWrites(spare, store, copy));
    assertReadable(spare.copy(), StoreFixture.map(store), "before");
    assertThrows(BlockDeviceException.class, () -> StoreFixture.open(spare, false));
    SimulatedDisk later = spare.powerCut(PowerCut.none());
    assertReadable(later, StoreFixture.map(store), "after");
  }

  /** Each copy lacks what another has, and none takes all that it lacks. */
  @ParameterizedTest
  @CsvSource({"2", "3", "5"})
  void shouldLeaveAPatchworkOfCopiesThatRefuseAsItIs(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, REMAPS);
    List<List<Long>> blocks = Spares.blocks(store);
    for (int copy = 0; copy < copies; copy++) {
      spare.faults().fail(Access.BOTH, blocks.get(copy).get(2 + copy), 1);
    }
    assertThrows(BlockDeviceException.class, () -> StoreFixture.open(spare, false));
    SimulatedDisk later = spare.powerCut(PowerCut.none());
    assertReadable(later, StoreFixture.map(store), "after");
    for (int copy = 0; copy < copies; copy++) {
      later.faults().heal(blocks.get(copy).get(2 + copy), 1);
    }
    assertEquals(StoreFixture.map(store), StoreFixture.map(StoreFixture.open(later)));
  }

  /** The others are lost, but take writes; only then may the one that had all leave. */
  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "3, 0", "3, 2", "5, 0", "5, 4"})
  void shouldSurviveAPowerCutWhileTheOthersAreMended(int copies, int last) throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(fresh, "linear", copies, REMAPS);
    Map<Long, Long> map = StoreFixture.map(store);
    hurtRing(fresh, store, last);
    Spares.loseCopies(fresh, store, others(copies, last), Loss.NOISE, new Random(1));
    boolean finished = false;
    for (int at = 0; !finished; at += Effort.of(3, 1)) {
      SimulatedDisk spare = fresh.copy();
      spare.cutAfter(at);
      try {
        MetadataStore opened = StoreFixture.open(spare);
        opened.check(true);
        finished = true;
        assertTrue(
            opened.status().copies().stream().allMatch(one -> one.state() == CopyState.VALID));
      } catch (IOException e) {
        // The power went.
      }
      SimulatedDisk later = spare.powerCut(PowerCut.random(at, 30, PowerCut.GARBAGE));
      assertReadable(later, map, "cut at " + at);
      assertEquals(map, StoreFixture.map(StoreFixture.open(later)), "cut at " + at);
    }
  }

  /** What is asked of an open pair mends no worse than an opening. */
  @ParameterizedTest
  @CsvSource({"2", "3", "5"})
  void shouldLeaveTheLastReadableCopyAsItIsWhenItIsChecked(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, REMAPS);
    hurtRing(spare, store, 0);
    Spares.loseCopies(spare, store, others(copies, 0), Loss.NOISE, new Random(1));
    others(copies, 0).forEach(copy -> Spares.failWrites(spare, store, copy));
    assertThrows(BlockDeviceException.class, () -> store.check(true));
    assertReadable(spare.powerCut(PowerCut.none()), StoreFixture.map(store), "after");
  }

  /** A copy that is being built anew has no header yet when the other one refuses its own. */
  @ParameterizedTest
  @CsvSource({"0", "1"})
  void shouldNotLeaveForACopyThatIsNotBuiltYet(int slot) throws IOException {
    SimulatedDisk fresh = StoreFixture.spare(64 << 10, 512);
    MetadataStore before = Spares.filled(fresh, "linear", 2, 3);
    Map<Long, Long> map = StoreFixture.map(before);
    List<Long> blocks = Spares.blocks(before).get(0);
    long header = blocks.get(slot == 0 ? 0 : Spares.headerB(fresh, blocks));
    List<Long> failing = Spares.blocks(before).get(1);
    int ring = Spares.headerB(fresh, failing) - 1;
    fresh.faults().fail(Access.WRITE, failing.get(1), ring);
    for (int skip = 0; skip < 8; skip++) {
      for (int at = 2; at < 120; at++) {
        SimulatedDisk spare = fresh.copy();
        spare.faults().failLater(Access.WRITE, header, 1, skip, Integer.MAX_VALUE);
        spare.cutAfter(at);
        try {
          StoreFixture.open(spare).commit(List.of(StoreFixture.put(1L << 20, 100)));
        } catch (IOException e) {
          // The power went, or nothing is left that takes writes.
        }
        SimulatedDisk later = spare.powerCut(PowerCut.none());
        String where = "skip=" + skip + ", cut at " + at;
        try {
          Map<Long, Long> found = StoreFixture.map(StoreFixture.open(later, true));
          found.remove(1L << 20);
          assertEquals(map, found, where);
        } catch (IOException e) {
          throw new AssertionError(where, e);
        }
      }
    }
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.revector.DeviceGeometry;
import dev.revector.PairIdentity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where two copies of 20 blocks, at 0 and 500, find more blocks for their tables. */
class GrowthTest {
  private static final BlockRun ONE = new BlockRun(0, 0, 20);
  private static final BlockRun TWO = new BlockRun(0, 500, 20);

  private final PlainSpace space = PlainSpace.full(1 << 16);
  private BlockRun one = ONE;
  private int perBlock = 1;

  private void free(int firstBlock, int blocks) {
    space.unreserve(0, (long) firstBlock * perBlock, (long) blocks * perBlock);
  }

  private Layout layout(int evicted) {
    return new Layout(
            1,
            512 * perBlock,
            "linear",
            8,
            10,
            1,
            0,
            List.of(),
            List.of(List.of(one), List.of(TWO)))
        .withEvicted(evicted);
  }

  private Header header(Layout layout) {
    DeviceGeometry main = new DeviceGeometry(1L << 33, 512, 512);
    PairIdentity pair = new PairIdentity(Samples.PAIR, main, "", 512, List.of(1024L * perBlock), 0);
    return new Header(0, 0, 0, 1, 0, 0, 0, Root.EMPTY, pair, layout);
  }

  private Layout grow(Layout layout, HeldRoom held, long wanted) {
    Layout larger = new Growth(space, held, header(layout)).grow(layout, layout.live(), wanted);
    assertEquals(layout.tableBlocks() + added(layout, larger), larger.tableBlocks());
    return larger;
  }

  private Layout grow(long wanted) {
    return grow(layout(0), HeldRoom.NONE, wanted);
  }

  /** What each live copy got, which is the same for all. */
  private static long added(Layout before, Layout after) {
    List<Long> each =
        before.live().stream().map(copy -> blocks(after, copy) - blocks(before, copy)).toList();
    assertEquals(1, each.stream().distinct().count(), each.toString());
    return each.get(0);
  }

  private static long blocks(Layout layout, int copy) {
    return layout.copies().get(copy).stream().mapToLong(BlockRun::count).sum();
  }

  private void demandFree(int... firstAndCount) {
    BitSet expected = new BitSet();
    for (int i = 0; i < firstAndCount.length; i += 2) {
      int first = firstAndCount[i] * perBlock;
      expected.set(first, first + firstAndCount[i + 1] * perBlock);
    }
    assertEquals(expected, space.free());
  }

  @ParameterizedTest
  @CsvSource({"1", "8"})
  void shouldExtendEachCopyBehindItself(int sectorsPerBlock) {
    perBlock = sectorsPerBlock;
    free(20, 30);
    free(520, 5);
    Layout larger = grow(5);
    assertEquals(
        List.of(List.of(new BlockRun(0, 0, 25)), List.of(new BlockRun(0, 500, 25))),
        larger.copies());
    demandFree(25, 25);
  }

  @ParameterizedTest
  @CsvSource({"1", "8"})
  void shouldGiveBackWhatNotAllCopiesFound(int sectorsPerBlock) {
    perBlock = sectorsPerBlock;
    free(20, 8);
    free(520, 3);
    Layout larger = grow(8);
    assertEquals(13, larger.tableBlocks());
    assertEquals(
        List.of(List.of(new BlockRun(0, 0, 23)), List.of(new BlockRun(0, 500, 23))),
        larger.copies());
    demandFree(23, 5);
  }

  @Test
  void shouldStayAsItIsWhenOneCopyFindsNothing() {
    free(20, 1);
    Layout before = layout(0);
    assertSame(before, grow(before, HeldRoom.NONE, 3));
    demandFree(20, 1);
  }

  /** With so little left the first copy must not take all of it. */
  @ParameterizedTest
  @CsvSource({"16,8", "15,7", "4,2", "3,1", "2,1"})
  void shouldShareTheLastFreeBlocks(int left, int each) {
    free(700, left);
    Layout larger = grow(8);
    assertEquals(10 + each, larger.tableBlocks());
    assertEquals(left - 2 * each, space.free().cardinality());
  }

  @Test
  void shouldLeaveACopyThatIsOutOfUseAsItIs() {
    free(520, 10);
    Layout larger = grow(layout(0b01), HeldRoom.NONE, 4);
    assertEquals(List.of(List.of(ONE), List.of(new BlockRun(0, 500, 24))), larger.copies());
    assertEquals(0b01, larger.evicted());
    assertEquals(2, larger.lanes());
    demandFree(524, 6);
  }

  @ParameterizedTest
  @CsvSource({"1", "8"})
  void shouldGoElsewhereInPiecesAsLargeAsThereAre(int sectorsPerBlock) {
    perBlock = sectorsPerBlock;
    free(20, 7);
    free(700, 3);
    free(800, 4);
    Layout larger = grow(7);
    assertEquals(
        List.of(
            List.of(new BlockRun(0, 0, 27)),
            List.of(TWO, new BlockRun(0, 700, 3), new BlockRun(0, 800, 4))),
        larger.copies());
    demandFree();
  }

  @ParameterizedTest
  @CsvSource({"1", "8"})
  void shouldGoElsewhereOnlyForWhatIsNotFreeBehindACopy(int sectorsPerBlock) {
    perBlock = sectorsPerBlock;
    free(20, 8);
    free(520, 3);
    free(700, 8);
    List<BlockRun> runs = List.of(new BlockRun(0, 500, 23), new BlockRun(0, 700, 5));
    assertEquals(runs, grow(8).copies().get(1));
    demandFree(705, 3);
  }

  @Test
  void shouldTakeTheFirstBlockOfTheSpareToo() {
    one = new BlockRun(0, 30, 20);
    free(0, 2);
    free(520, 2);
    assertEquals(List.of(one, new BlockRun(0, 0, 2)), grow(2).copies().get(0));
  }

  /** What is found elsewhere goes on behind itself like a copy does. */
  @Test
  void shouldTakeAPieceTogetherWithWhatFollowsOnIt() {
    free(20, 7);
    free(700, 7);
    Layout larger = grow(7);
    assertEquals(List.of(TWO, new BlockRun(0, 700, 7)), larger.copies().get(1));
    assertEquals(List.of(new BlockRun(0, 0, 27)), larger.copies().get(0));
  }

  /** A header of 512 bytes names nine extents of each of two copies. */
  @Test
  void shouldTakeNoMorePiecesThanAHeaderNames() {
    free(20, 20);
    for (int i = 0; i < 20; i++) {
      free(600 + 2 * i, 1);
    }
    Layout larger = grow(20);
    assertEquals(9, larger.copies().get(1).size());
    assertEquals(18, larger.tableBlocks());
    assertEquals(List.of(new BlockRun(0, 0, 28)), larger.copies().get(0));
  }

  @Test
  void shouldTakeFirstWhatIsHeldBackForEachCopy() {
    free(20, 400);
    free(600, 400);
    Layout before = layout(0);
    HeldRoom held = HeldRoom.of(space, header(before));
    List<BlockRun> zones = held.zones(1);
    long room = zones.stream().mapToLong(BlockRun::count).sum();
    Layout larger = grow(before, held, room - 1);
    List<BlockRun> expected = new ArrayList<>(List.of(TWO));
    expected.addAll(zones.subList(0, zones.size() - 1));
    BlockRun last = zones.get(zones.size() - 1);
    expected.add(new BlockRun(0, last.first(), last.count() - 1));
    assertEquals(expected, larger.copies().get(1));
    assertEquals(List.of(new BlockRun(0, 0, 19 + room)), larger.copies().get(0));
  }
}

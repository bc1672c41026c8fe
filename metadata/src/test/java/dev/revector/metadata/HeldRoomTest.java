package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held back from data for copies that are to grow: 45 blocks more each, on this spare. */
class HeldRoomTest {
  private static final int BLOCKS = 1024;
  private static final int MISSING = 45;
  private static final int FIXED = 10;
  private static final int TABLE = 10;

  private final List<List<BlockRun>> copies = new ArrayList<>();

  @BeforeEach
  void place() {
    copies.add(List.of(new BlockRun(0, 0, FIXED + TABLE)));
    copies.add(List.of(new BlockRun(0, 400, FIXED + 5), new BlockRun(0, 600, 5)));
    copies.add(List.of(new BlockRun(0, 1004, FIXED + TABLE)));
  }

  /** A pair with slots of 512 bytes on a spare of so many blocks. */
  private Header header(int blockSize, int evicted) {
    List<Long> witnesses = List.of(256L, 512L, 768L);
    Layout layout = new Layout(1, blockSize, "linear", 8, TABLE, 1, evicted, witnesses, copies);
    return Samples.header(layout, (long) BLOCKS * (blockSize / 512));
  }

  private static BlockRun run(long first, long count) {
    return new BlockRun(0, first, count);
  }

  @Test
  void shouldHoldNothingBeforeTheSpareIsKnown() {
    assertEquals(List.of(), HeldRoom.NONE.zones(0));
    assertEquals(List.of(), HeldRoom.NONE.zones(7));
  }

  @ParameterizedTest
  @CsvSource({"512, 45", "4096, 39"})
  void shouldHoldBackRoomBehindEachCopyOrElsewhere(int blockSize, int missing) {
    Header header = header(blockSize, 0);
    assertEquals(TABLE + missing, Room.reach(header));
    int perBlock = blockSize / 512;
    PlainSpace space = PlainSpace.beside(header.layout(), BLOCKS * perBlock, perBlock);
    space.holdBack(0, 900, 100);
    HeldRoom held = HeldRoom.of(space, header);
    assertEquals(List.of(run(20, missing)), held.zones(0));
    assertEquals(List.of(run(605, missing)), held.zones(1));
    assertEquals(List.of(run(20 + missing, missing)), held.zones(2));
    assertEquals(List.of(), held.zones(3));
    BitSet expected = new BitSet();
    expected.set(20 * perBlock, (20 + 2 * missing) * perBlock);
    expected.set(605 * perBlock, (605 + missing) * perBlock);
    assertEquals(expected, space.held());
  }

  /** Data stands behind the copies: what is missing most is sought first. */
  @ParameterizedTest
  @CsvSource({"512, 45", "4096, 39"})
  void shouldHoldElsewhereWhatIsMissing(int blockSize, int missing) {
    Header header = header(blockSize, 0);
    int perBlock = blockSize / 512;
    PlainSpace space = PlainSpace.beside(header.layout(), BLOCKS * perBlock, perBlock);
    space.take(50L * perBlock, 350L * perBlock);
    space.unreserve(0, 100L * perBlock, 5L * perBlock);
    space.take(615L * perBlock, 100L * perBlock);
    HeldRoom held = HeldRoom.of(space, header);
    assertEquals(List.of(run(415, missing)), held.zones(2));
    assertEquals(List.of(run(605, 10), run(415 + missing, missing - 10)), held.zones(1));
    int third = 415 + missing + missing - 10;
    assertEquals(List.of(run(20, 30), run(third, missing - 30)), held.zones(0));
  }

  @Test
  void shouldHoldSmallerPiecesWhereThereIsNoLargeOne() {
    copies.remove(2);
    copies.remove(1);
    Header header = header(512, 0);
    PlainSpace space = PlainSpace.beside(header.layout(), BLOCKS, 1);
    space.take(20, BLOCKS - 20);
    space.unreserve(0, 100, 12);
    space.unreserve(0, 300, 25);
    HeldRoom held = HeldRoom.of(space, header);
    assertEquals(
        List.of(run(300, 13), run(100, 6), run(106, 6), run(313, 6), run(319, 6)), held.zones(0));
  }

  /** A header has room for so many places of a copy, and no more. */
  @Test
  void shouldHoldNoMorePiecesThanAHeaderCanName() {
    Header header = header(512, 0);
    PlainSpace space = PlainSpace.beside(header.layout(), BLOCKS, 1);
    space.take(0, BLOCKS);
    for (int sector = 21; sector < 400; sector += 2) {
      space.unreserve(0, sector, 1);
    }
    HeldRoom held = HeldRoom.of(space, header);
    int most = HeaderCodec.extentsPerCopy(512, 3, 1);
    assertEquals(most - 1, held.zones(0).size());
    assertEquals(most - 2, held.zones(1).size());
    assertEquals(most - 1, held.zones(2).size());
  }

  @Test
  void shouldHoldNothingForACopyOutOfUse() {
    Header header = header(512, 0b001);
    PlainSpace space = PlainSpace.beside(header.layout(), BLOCKS, 1);
    HeldRoom held = HeldRoom.of(space, header);
    assertEquals(List.of(), held.zones(0));
    assertEquals(List.of(run(605, MISSING)), held.zones(1));
    assertEquals(List.of(run(20, MISSING)), held.zones(2));
  }
}

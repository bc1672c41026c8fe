package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.metadata.Envelope.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the blocks of a region stand: 8 journal slots and 10 table blocks in each of 3 copies. */
class LayoutTest {
  private static final Layout LAYOUT = Samples.layout();

  @Test
  void shouldOrderARegionAsHeaderRingHeaderTable() {
    assertEquals(0, LAYOUT.headerBlock(0));
    assertEquals(1, LAYOUT.ringBlock(0, 16));
    assertEquals(8, LAYOUT.ringBlock(0, 7));
    assertEquals(9, LAYOUT.headerBlock(1));
    assertEquals(10, LAYOUT.tableBlock(0));
    assertEquals(19, LAYOUT.tableBlock(9));
    assertEquals(20, LAYOUT.regionBlocks());
  }

  @Test
  void shouldKeepEachRecordOfACopyThatIsAloneInBothHalvesOfItsRing() {
    Layout alone = LAYOUT.withEvicted(0b110);
    assertEquals(8, LAYOUT.laneLength());
    assertEquals(4, alone.laneLength());
    assertEquals(List.of(0), alone.live());
    assertEquals(1, alone.ringBlock(0, 12));
    assertEquals(4, alone.ringBlock(0, 7));
    assertEquals(5, alone.ringBlock(1, 12));
    assertEquals(8, alone.ringBlock(1, 7));
  }

  @Test
  void shouldFindABlockInTheExtentThatHoldsIt() {
    assertEquals(new Place(1, 0, 400), LAYOUT.place(1, 0));
    assertEquals(new Place(1, 0, 414), LAYOUT.place(1, 14));
    assertEquals(new Place(1, 0, 600), LAYOUT.place(1, 15));
    assertEquals(new Place(1, 0, 604), LAYOUT.place(1, 19));
    assertEquals(new Place(2, 0, 1023), LAYOUT.place(2, 19));
    IllegalArgumentException outside =
        assertThrows(IllegalArgumentException.class, () -> LAYOUT.place(1, 20));
    assertEquals("position outside the region: position=20, blocks=20", outside.getMessage());
  }

  @Test
  void shouldTellTheCopiesThatAreInUse() {
    assertEquals(List.of(0, 1, 2), LAYOUT.live());
    Layout left = LAYOUT.withEvicted(0b010);
    assertEquals(List.of(0, 2), left.live());
    assertTrue(left.isLive(0));
    assertFalse(left.isLive(1));
    assertTrue(left.isLive(2));
    assertEquals(1, left.lanes());
  }

  @Test
  void shouldReserveCopiesAndWitnessesWhetherInUseOrNot() {
    long blocks = LAYOUT.withEvicted(0b011).reservation().stream().mapToLong(BlockRun::count).sum();
    assertEquals(3 * 20 + 3, blocks);
  }

  @Test
  void shouldMoveAndGrowCopiesWithoutAnotherChange() {
    List<List<BlockRun>> extents =
        List.of(
            List.of(new BlockRun(0, 0, 20)),
            List.of(new BlockRun(0, 400, 25)),
            List.of(new BlockRun(0, 1004, 20)));
    Layout moved = LAYOUT.withCopies(15, 0b101, extents);
    assertEquals(new Layout(1, 512, "linear", 8, 15, 2, 0b101, LAYOUT.witnesses(), extents), moved);
  }
}

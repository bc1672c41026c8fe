package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Free places on a device: which there are, which is the first, which the nearest. */
class FreeBlocksTest {
  private static final int BLOCKS = 40;

  private final FreeBlocks free = new FreeBlocks(BLOCKS);

  /** Held against a plain row of blocks. */
  @Test
  void shouldAgreeWithARowOfBlocks() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      FreeBlocks blocks = new FreeBlocks(BLOCKS);
      BitSet taken = new BitSet();
      for (int i = 0; i <= random.nextInt(6); i++) {
        int first = random.nextInt(BLOCKS);
        int count = 1 + random.nextInt(Math.min(8, BLOCKS - first));
        blocks.take(first, count);
        taken.set(first, first + count);
      }
      for (FreeBlocks same : new FreeBlocks[] {blocks, blocks.copy()}) {
        for (int count = 1; count <= 9; count++) {
          for (int at = 0; at <= BLOCKS; at++) {
            check(same, taken, at, count, "seed=" + seed + ", at=" + at + ", count=" + count);
          }
        }
      }
    }
  }

  private static void check(FreeBlocks free, BitSet taken, int at, int count, String where) {
    assertEquals(isFree(taken, at, count), free.isFree(at, count), where);
    assertEquals(first(taken, at, count), free.from(at, count), where);
    assertEquals(nearest(taken, at, count), free.nearest(at, count), where);
  }

  private static boolean isFree(BitSet taken, int at, int count) {
    return at >= 0 && at + count <= BLOCKS && taken.get(at, at + count).isEmpty();
  }

  private static long first(BitSet taken, int at, int count) {
    for (int first = at; first + count <= BLOCKS; first++) {
      if (isFree(taken, first, count)) {
        return first;
      }
    }
    return FreeBlocks.NONE;
  }

  /** The place above counts when there is one as near below. */
  private static long nearest(BitSet taken, int at, int count) {
    for (int distance = 0; distance <= BLOCKS; distance++) {
      for (int place : new int[] {at + distance, at - distance}) {
        if (isFree(taken, place, count)) {
          return place;
        }
      }
    }
    return FreeBlocks.NONE;
  }

  @Test
  void shouldHaveNoRoomOutsideTheDevice() {
    assertTrue(free.isFree(0, BLOCKS));
    assertFalse(free.isFree(-1, 2));
    assertFalse(free.isFree(0, BLOCKS + 1));
    assertFalse(free.isFree(BLOCKS, 1));
    assertEquals(FreeBlocks.NONE, free.from(0, BLOCKS + 1));
    assertEquals(FreeBlocks.NONE, free.nearest(5, BLOCKS + 1));
    assertEquals(0, free.nearest(-7, 3));
    assertEquals(BLOCKS - 3, free.nearest(2 * BLOCKS, 3));
  }

  @Test
  void shouldNotChangeWithItsCopy() {
    FreeBlocks copy = free.copy();
    copy.take(3, 4);
    assertTrue(free.isFree(0, BLOCKS));
    free.take(20, 1);
    assertTrue(copy.isFree(20, 1));
  }
}

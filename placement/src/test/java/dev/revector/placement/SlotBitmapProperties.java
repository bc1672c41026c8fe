package dev.revector.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The bitmap against {@link BitSet}, on sizes of one to four levels. */
final class SlotBitmapProperties {

  @Property(tries = 300)
  void shouldAgreeWithABitSet(
      @ForAll @IntRange(min = 1, max = 600_000) int slots, @ForAll long seed) {
    SlotBitmap bitmap = new SlotBitmap(slots);
    BitSet model = new BitSet();
    Random random = new Random(seed);
    for (int step = 0; step < 60; step++) {
      int from = random.nextInt(slots);
      int longest = random.nextInt(4) == 0 ? slots : random.nextBoolean() ? 200 : 5000;
      int to = from + 1 + random.nextInt(Math.min(longest, slots - from));
      if (random.nextBoolean()) {
        bitmap.set(from, to);
        model.set(from, to);
      } else {
        bitmap.clear(from, to);
        model.clear(from, to);
      }
      assertAgree(bitmap, model, slots, from, to, random.nextInt(slots));
    }
  }

  private static void assertAgree(SlotBitmap bitmap, BitSet model, int slots, int... around) {
    assertEquals(model.isEmpty(), bitmap.isEmpty());
    for (int point : around) {
      for (int slot = Math.max(0, point - 1); slot <= Math.min(slots - 1, point + 1); slot++) {
        assertEquals(model.get(slot), bitmap.get(slot), "get " + slot);
        assertEquals(model.nextSetBit(slot), bitmap.nextSet(slot), "nextSet " + slot);
        assertEquals(
            Math.min(slots, model.nextClearBit(slot)), bitmap.nextClear(slot), "nextClear " + slot);
        assertEquals(model.previousSetBit(slot), bitmap.previousSet(slot), "prevSet " + slot);
        assertEquals(model.previousClearBit(slot), bitmap.previousClear(slot), "prevClear " + slot);
      }
    }
    BitSet copy = new BitSet();
    bitmap.forEachRun(0, slots, (start, end) -> copy.set((int) start, (int) end));
    assertEquals(model, copy);
  }

  @Example
  void shouldKeepNoNodeForWhatIsEmptyOrFull() {
    SlotBitmap bitmap = SlotBitmap.full(1L << 35);
    long words = bitmap.allocatedWords();
    bitmap.clear(12_345, 1L << 34);
    assertTrue(bitmap.allocatedWords() > words);
    bitmap.set(12_345, 1L << 34);
    assertEquals(words, bitmap.allocatedWords());
    bitmap.clear(0, 1L << 35);
    assertEquals(words, bitmap.allocatedWords());
    assertTrue(bitmap.isEmpty());
  }

  @Example
  void shouldWorkAtTheEndOfTheLargestSet() {
    long slots = 1L << 60;
    SlotBitmap bitmap = SlotBitmap.full(slots);
    assertEquals(slots, bitmap.nextClear(0));
    bitmap.clear(slots - 1, slots);
    assertEquals(slots - 1, bitmap.nextClear(0));
    assertEquals(slots - 2, bitmap.previousSet(slots - 1));
    bitmap.clear(0, slots);
    bitmap.set(slots - 1, slots);
    assertEquals(slots - 1, bitmap.nextSet(0));
    assertEquals(SlotBitmap.NONE, bitmap.previousSet(slots - 2));
  }
}

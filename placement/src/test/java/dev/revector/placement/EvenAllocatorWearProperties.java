package dev.revector.placement;

import static dev.revector.spi.SpareAllocator.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.SpareAllocator;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Promises about whole histories: even wear, the whole spare, and never a reserved slot. */
final class EvenAllocatorWearProperties {

  /** The harshest case for wear: one slot in use at a time, taken and released again and again. */
  @Property(tries = 1000)
  void shouldWearAllSlotsEvenly(
      @ForAll @IntRange(min = 1, max = 3000) int slots, @ForAll long seed) {
    SpareAllocator allocator = new EvenAllocator(slots);
    Random random = new Random(seed);
    int[] wear = new int[slots];
    long previous = NONE;
    for (int i = 0; i < slots * 3 + slots / 2; i++) {
      long slot = allocator.allocate(random.nextBoolean() ? random.nextInt(slots) : previous);
      wear[(int) slot]++;
      allocator.release(slot, 1);
      previous = slot;
    }
    int most = Arrays.stream(wear).max().orElseThrow();
    int least = Arrays.stream(wear).min().orElseThrow();
    assertTrue(most - least <= 1, "most=" + most + ", least=" + least);
  }

  @Property(tries = 1000)
  void shouldFillTheWholeSpareUnderRandomRemapsAndReleases(
      @ForAll @IntRange(min = 10, max = 5000) int slots, @ForAll long seed) {
    SpareAllocator allocator = new EvenAllocator(slots);
    Random random = new Random(seed);
    BitSet reserved = reserveAtRandom(allocator, random);
    BitSet used = new BitSet();
    while (true) {
      long preferred = random.nextBoolean() ? random.nextInt(slots) : NONE;
      long slot = allocator.allocate(preferred);
      if (slot == NONE) {
        break;
      }
      assertFalse(reserved.get((int) slot), "handed out a reserved slot: " + slot);
      assertFalse(used.get((int) slot), "handed out a used slot: " + slot);
      used.set((int) slot);
      releaseAtRandom(allocator, used, random);
    }
    assertEquals(slots, used.cardinality() + reserved.cardinality() + allocator.heldBack());
    assertEquals(0, allocator.free());
    assertEquals(used.cardinality(), allocator.used());
  }

  private static BitSet reserveAtRandom(SpareAllocator allocator, Random random) {
    BitSet reserved = new BitSet();
    int slots = (int) allocator.slots();
    for (int area = 0; area < 5; area++) {
      int start = random.nextInt(slots);
      int count = 1 + random.nextInt(Math.min(slots - start, 1 + slots / 10));
      if (allocator.tryReserve(start, count)) {
        reserved.set(start, start + count);
      }
      int held = random.nextInt(slots);
      allocator.holdBack(held, 1 + random.nextInt(Math.min(slots - held, 1 + slots / 10)));
    }
    return reserved;
  }

  private static void releaseAtRandom(SpareAllocator allocator, BitSet used, Random random) {
    int slot = used.nextSetBit(random.nextInt(used.length()));
    if (random.nextInt(3) == 0 && slot >= 0) {
      used.clear(slot);
      allocator.release(slot, 1);
    }
  }

  /** Without zones: what was open at the release is taken, all of it, before the slot is again. */
  @Property(tries = 1000)
  void shouldTakeEveryOtherFreeSlotBeforeAReleasedOne(
      @ForAll @IntRange(min = 2, max = 3000) int slots, @ForAll long seed) {
    SpareAllocator allocator = new EvenAllocator(slots);
    Random random = new Random(seed);
    BitSet neverTaken = new BitSet();
    neverTaken.set(0, slots);
    for (int i = random.nextInt(slots); i >= 0; i--) {
      neverTaken.clear((int) allocator.allocate(random.nextInt(slots)));
    }
    int released = neverTaken.previousClearBit(slots - 1);
    allocator.release(released, 1);
    while (!neverTaken.isEmpty()) {
      long slot = allocator.allocate(random.nextBoolean() ? released : random.nextInt(slots));
      assertNotEquals(released, slot, () -> "still free: " + neverTaken);
      assertTrue(neverTaken.get((int) slot));
      neverTaken.clear((int) slot);
    }
    assertEquals(released, allocator.allocate(NONE));
  }
}

package dev.revector.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.placement.NaiveAllocator.State;
import dev.revector.spi.SpareAllocator;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The allocator against {@link NaiveAllocator}, answer by answer. */
final class EvenAllocatorProperties {

  @Property(tries = 400)
  void shouldAnswerAsTheNaiveAllocator(
      @ForAll @IntRange(min = 1, max = 5000) int slots, @ForAll long seed) {
    Pair pair = new Pair(slots, new Random(seed));
    for (int step = 0; step < 300; step++) {
      pair.act();
    }
    pair.fillUp();
    pair.assertSame();
  }

  /** Small spares run full again and again, so laps and held-back zones matter most. */
  @Property(tries = 400)
  void shouldAnswerAsTheNaiveAllocatorWhenNearlyFull(
      @ForAll @IntRange(min = 1, max = 40) int slots, @ForAll long seed) {
    Pair pair = new Pair(slots, new Random(seed));
    for (int step = 0; step < 300; step++) {
      pair.act();
      pair.assertSame();
    }
    pair.fillUp();
  }

  /** Both allocators, driven by the same random acts. */
  private static final class Pair {
    private final NaiveAllocator model;
    private final SpareAllocator allocator;
    private final Random random;

    Pair(int slots, Random random) {
      this.model = new NaiveAllocator(slots);
      this.allocator = new EvenAllocator(slots);
      this.random = random;
    }

    void act() {
      int slot = random.nextInt(model.slots());
      int longest = Math.min(model.slots() - slot, random.nextInt(8) == 0 ? 3000 : 6);
      int count = 1 + random.nextInt(longest);
      switch (random.nextInt(16)) {
        case 0 -> retire(slot, 1 + count / 100);
        case 1 -> holdBack(slot, 1 + count / 10);
        case 2 -> reserve(slot, 1 + count / 10);
        case 3 -> markUsed(slot, count);
        case 4, 5, 6, 7 -> release(slot, count);
        case 8 ->
            assertEquals(
                model.findFree(count, 1 + slot % 9), allocator.findFree(count, 1 + slot % 9));
        case 9 -> assertFreeFrom(slot);
        case 10 -> letGo(slot);
        default -> allocate(random.nextBoolean() ? slot : -1);
      }
    }

    private int allocate(int preferred) {
      int expected = model.allocate(preferred);
      assertEquals(expected, allocator.allocate(preferred));
      if (expected >= 0) {
        assertFalse(allocator.isReserved(expected), "handed out a reserved slot");
      }
      return expected;
    }

    private void assertFreeFrom(int slot) {
      long count = allocator.freeFrom(slot);
      assertTrue(count == 0 || model.isFree(slot, (int) count));
      assertFalse(slot + count < model.slots() && model.isFree(slot + (int) count, 1));
    }

    /** Seldom, so that zones stay for a while. */
    private void letGo(int slot) {
      if (slot % 8 == 0) {
        model.letGo();
        allocator.letGo();
      }
    }

    void fillUp() {
      while (allocate(-1) >= 0) {
        assertTrue(allocator.used() <= allocator.slots());
      }
      assertEquals(0, allocator.free());
      assertEquals(SpareAllocator.NONE, allocator.findFree(1, 1));
    }

    private void release(int slot, int count) {
      if (model.all(State.USED, slot, count)) {
        model.release(slot, count);
        allocator.release(slot, count);
      } else {
        assertThrows(IllegalStateException.class, () -> allocator.release(slot, count));
      }
    }

    private void retire(int slot, int count) {
      if (model.canRetire(slot, count)) {
        model.retire(slot, count);
        allocator.retire(slot, count);
      } else {
        assertThrows(IllegalStateException.class, () -> allocator.retire(slot, count));
      }
    }

    private void markUsed(int slot, int count) {
      if (model.all(State.VACANT, slot, count)) {
        model.markUsed(slot, count);
        allocator.markUsed(slot, count);
      } else {
        assertThrows(IllegalStateException.class, () -> allocator.markUsed(slot, count));
      }
    }

    private void reserve(int slot, int count) {
      boolean possible = model.all(State.VACANT, slot, count);
      assertEquals(possible, allocator.tryReserve(slot, count));
      if (possible) {
        model.become(State.RESERVED, slot, count);
      }
    }

    private void holdBack(int slot, int count) {
      model.holdBack(slot, count);
      allocator.holdBack(slot, count);
    }

    void assertSame() {
      assertEquals(model.slots(), allocator.slots());
      assertEquals(model.free(), allocator.free());
      assertEquals(model.heldBack(), allocator.heldBack());
      assertEquals(model.count(State.USED), allocator.used());
      assertEquals(model.count(State.RETIRED), allocator.retired());
      assertEquals(model.count(State.RESERVED), allocator.reserved());
      for (int slot = 0; slot < model.slots(); slot++) {
        assertEquals(model.isFree(slot, 1), allocator.freeFrom(slot) > 0);
        assertEquals(model.states[slot] == State.RESERVED, allocator.isReserved(slot));
      }
    }
  }
}

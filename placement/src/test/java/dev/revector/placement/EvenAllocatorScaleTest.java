package dev.revector.placement;

import static dev.revector.spi.SpareAllocator.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.PlacementRequest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Memory in words and time in nodes looked at: neither depends on the machine that runs it. */
final class EvenAllocatorScaleTest {
  /** 16 TiB in slots of 512 bytes. */
  private static final long HUGE = 1L << 35;

  /** 268 million slots. */
  private static final long LARGE = 1L << 28;

  /**
   * What an allocation may cost: ten ways down a tree of 5 levels, from open, resting, free and
   * reserved slots. The same for any number of slots of so many digits in base 64.
   */
  private static final long MOST_VISITS = 50;

  @Test
  void shouldTakeLessThanOneMebibyteForAnEmptySpareOf16Tebibytes() {
    EvenAllocator allocator = new EvenAllocator(HUGE);
    assertTrue(allocator.visits() < 100, () -> "visits=" + allocator.visits());
    assertTrue(bytes(allocator) < 1 << 14, () -> "bytes=" + bytes(allocator));
    reserveMetadata(allocator);
    for (int i = 0; i < 10; i++) {
      assertNotEquals(NONE, allocator.allocate(NONE));
    }
    assertTrue(bytes(allocator) < 1 << 20, () -> "bytes=" + bytes(allocator));
  }

  @Test
  void shouldGiveMemoryBackWhenTheSpareIsFull() {
    EvenAllocator allocator = new EvenAllocator(HUGE);
    allocator.markUsed(0, HUGE);
    assertEquals(NONE, allocator.allocate(NONE));
    assertTrue(bytes(allocator) < 1 << 14, () -> "bytes=" + bytes(allocator));
  }

  @Test
  void shouldTakeMemoryForWhatIsTaken() {
    EvenAllocator allocator = new EvenAllocator(HUGE);
    long before = bytes(allocator);
    int remaps = 1_000_000;
    for (int i = 0; i < remaps; i++) {
      allocator.allocate(NONE);
    }
    long bytes = bytes(allocator) - before;
    assertTrue(bytes < remaps, () -> "more than one byte a remap: bytes=" + bytes);
  }

  @Test
  void shouldFindRoomOnAHugeEmptySpareInFewSteps() {
    EvenAllocator allocator = new EvenAllocator(HUGE);
    reserveMetadata(allocator);
    long before = allocator.visits();
    assertEquals(1 << 20, allocator.findFree(1 << 20, 1 << 20));
    assertTrue(allocator.freeFrom(1 << 20) >= 1 << 30);
    long visits = allocator.visits() - before;
    assertTrue(visits <= MOST_VISITS, () -> "visits=" + visits);
  }

  @Test
  void shouldLookForRoomOnlyOnceForEveryStretchOfTheSizeAskedFor() {
    EvenAllocator allocator = new EvenAllocator(1 << 20);
    for (int slot = 0; slot < 1 << 20; slot += 2) {
      allocator.markUsed(slot, 1);
    }
    long before = allocator.visits();
    assertEquals(NONE, allocator.findFree(4096, 1));
    long visits = allocator.visits() - before;
    assertTrue(visits < (1 << 20) / 4096 * 20, () -> "visits=" + visits);
    assertEquals(NONE, allocator.findFree(8192, 8));
    assertEquals(before + visits, allocator.visits(), "looked again at what it knew");
    allocator.release(0, 1);
    assertEquals(0, allocator.findFree(2, 2));
  }

  @Test
  void shouldAllocateInFewStepsWhen99PercentOf268MillionSlotsAreUsed() {
    EvenAllocator allocator = new EvenAllocator(LARGE);
    allocator.markUsed(0, LARGE);
    Random random = new Random(1);
    long free = LARGE / 100;
    for (long i = 0; i < free; i++) {
      allocator.release(i * 100 + random.nextInt(100), 1);
    }
    assertEquals(free, allocator.free());
    long most = 0;
    for (long i = 0; i < free; i++) {
      long before = allocator.visits();
      assertNotEquals(NONE, allocator.allocate(random.nextLong(LARGE)));
      most = Math.max(most, allocator.visits() - before);
    }
    assertEquals(NONE, allocator.allocate(NONE));
    assertTrue(most <= MOST_VISITS, "visits=" + most);
    assertTrue(most > 10, "visits are not counted: " + most);
  }

  private static void reserveMetadata(EvenAllocator allocator) {
    long room = 8192;
    var request = new PlacementRequest(allocator.slots(), 512, room, room * 4, 5, 0, List.of());
    for (long start : new GeometricPlacement().place(request)) {
      assertTrue(allocator.tryReserve(start, room));
      allocator.holdBack(start + room, room * 3);
    }
    for (int quarter = 1; quarter < 4; quarter++) {
      assertTrue(allocator.tryReserve(allocator.slots() / 4 * quarter - 1, 1));
    }
  }

  private static long bytes(EvenAllocator allocator) {
    return allocator.allocatedWords() * Long.BYTES;
  }
}

package dev.revector.placement;

import static dev.revector.placement.Messages.assertSays;
import static dev.revector.spi.SpareAllocator.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.SpareAllocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk17")
final class EvenAllocatorTest {

  @Test
  void shouldSpreadOverAllGroupsByTurns() {
    SpareAllocator allocator = new EvenAllocator(128 * 1024);
    for (int lap = 0; lap < 3; lap++) {
      for (int group = 0; group < 64; group++) {
        assertEquals(group * 2048L + lap, allocator.allocate(NONE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2047, 1", "2048, 2", "65535, 63", "65536, 64", "34359738368, 64"})
  void shouldMakeGroupsOfAtLeast1024Slots(long slots, int groups) {
    assertEquals(groups, SlotGroups.of(slots).count());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 2049, 5001, 65_537, 1_000_003})
  void shouldFindTheGroupOfEverySlot(long slots) {
    SlotGroups groups = SlotGroups.of(slots);
    assertEquals(0, groups.start(0));
    assertEquals(slots, groups.start(groups.count()));
    for (int group = 0; group < groups.count(); group++) {
      assertEquals(group, groups.groupOf(groups.start(group)));
      assertEquals(group, groups.groupOf(groups.start(group + 1) - 1));
    }
  }

  /** dm-remap's first sectors went to its own metadata: the reserved ones must be skipped. */
  @Test
  void shouldSkipReservedSlotsInSequence() {
    SpareAllocator allocator = new EvenAllocator(30);
    assertTrue(allocator.tryReserve(0, 3));
    assertTrue(allocator.tryReserve(5, 2));
    assertTrue(allocator.tryReserve(9, 1));
    assertEquals(List.of(3L, 4L, 7L, 8L, 10L, 11L), allocate(allocator, 6));
  }

  @Test
  void shouldStopExactlyAtTheBoundsOfAReservedArea() {
    SpareAllocator allocator = new EvenAllocator(100);
    assertTrue(allocator.tryReserve(40, 20));
    assertFalse(allocator.isReserved(39));
    assertTrue(allocator.isReserved(40));
    assertTrue(allocator.isReserved(59));
    assertFalse(allocator.isReserved(60));
    assertEquals(39, allocator.allocate(39));
    assertEquals(0, allocator.allocate(40), "first reserved slot preferred");
    assertEquals(1, allocator.allocate(59), "last reserved slot preferred");
    assertEquals(60, allocator.allocate(60));
    assertEquals(0, allocator.freeFrom(59));
    assertEquals(39, allocator.freeFrom(61));
    assertFalse(allocator.tryReserve(61, 40), "beyond the end");
    assertFalse(allocator.tryReserve(59, 1), "reserved already");
    assertFalse(allocator.tryReserve(38, 2), "one of them is used");
    assertEquals(20, allocator.reserved());
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 10_000, 200_000})
  void shouldFillTheWholeSpareBesideTheMetadata(int slots) {
    SpareAllocator allocator = new EvenAllocator(slots);
    var request = new PlacementRequest(slots, 512, 100, 200, 5, 0, List.of());
    List<Long> starts = new GeometricPlacement().place(request);
    starts.forEach(start -> assertTrue(allocator.tryReserve(start, 100)));
    Set<Long> taken = new HashSet<>();
    for (long slot = allocator.allocate(NONE); slot != NONE; slot = allocator.allocate(slot + 1)) {
      assertTrue(taken.add(slot), "handed out twice: " + slot);
      for (long start : starts) {
        assertTrue(slot < start || slot >= start + 100, "handed out metadata: " + slot);
      }
    }
    assertEquals(slots - 500, taken.size());
    assertEquals(slots - 500, allocator.used());
    assertEquals(0, allocator.free());
  }

  @Test
  void shouldSayNoneWhenNoSlotIsFree() {
    SpareAllocator allocator = new EvenAllocator(10);
    assertTrue(allocator.tryReserve(0, 4));
    allocator.retire(4, 2);
    allocate(allocator, 4);
    assertEquals(NONE, allocator.allocate(NONE));
    assertEquals(NONE, allocator.allocate(3));
    assertEquals(4, allocator.used());
    assertEquals(2, allocator.retired());
    assertEquals(4, allocator.reserved());
    allocator.release(7, 1);
    assertEquals(7, allocator.allocate(NONE));
    assertEquals(NONE, allocator.allocate(7));
  }

  @Test
  void shouldReuseAReleasedSlotLast() {
    SpareAllocator allocator = new EvenAllocator(100);
    allocate(allocator, 10);
    allocator.release(3, 2);
    assertEquals(10, allocator.allocate(3), "a released slot is not taken though preferred");
    List<Long> rest = allocate(allocator, 89);
    assertFalse(rest.contains(3L) || rest.contains(4L), "released slots came before others");
    assertEquals(List.of(3L, 4L), allocate(allocator, 2));
    assertEquals(NONE, allocator.allocate(NONE));
  }

  @Test
  void shouldReuseAReleasedPreferredSlotLastToo() {
    SpareAllocator allocator = new EvenAllocator(100);
    assertEquals(50, allocator.allocate(50));
    allocator.release(50, 1);
    assertFalse(allocate(allocator, 99).contains(50L));
    assertEquals(50, allocator.allocate(NONE));
  }

  @Test
  void shouldTakeThePreferredSlotWhileItIsOpen() {
    SpareAllocator allocator = new EvenAllocator(8192);
    assertEquals(7000, allocator.allocate(7000));
    assertEquals(0, allocator.allocate(7000), "taken already");
    assertEquals(1024, allocator.allocate(8192), "beyond the end");
    assertEquals(2048, allocator.allocate(Long.MAX_VALUE));
    assertEquals(3072, allocator.allocate(-5));
    assertEquals(7001, allocator.allocate(7001));
    assertEquals(4096, allocator.allocate(NONE), "a preferred slot leaves the turn as it was");
  }

  @Test
  void shouldGoOnBehindTheUsedSlotsAfterAnOpen() {
    SpareAllocator allocator = new EvenAllocator(2048);
    allocator.markUsed(100, 5);
    allocator.markUsed(1024 + 50, 1);
    allocator.markUsed(20, 1);
    assertEquals(List.of(1075L, 105L, 1076L, 106L), allocate(allocator, 4));
    assertEquals(
        1077, allocator.allocate(99), "what lies before used slots waits for the next lap");
  }

  @Test
  void shouldGoOnWithTheGroupWhoseTurnItWas() {
    SpareAllocator before = new EvenAllocator(8192);
    List<Long> used = allocate(before, 11);
    SpareAllocator after = new EvenAllocator(8192);
    used.forEach(slot -> after.markUsed(slot, 1));
    assertEquals(allocate(before, 20), allocate(after, 20));
  }

  @Test
  void shouldNeverHandOutASlotThatIsHeldBack() {
    SpareAllocator allocator = new EvenAllocator(20);
    allocator.holdBack(2, 3);
    allocator.holdBack(10, 4);
    assertEquals(13, allocator.free());
    assertEquals(7, allocator.heldBack());
    assertEquals(0, allocator.used());
    assertEquals(0, allocator.allocate(2), "held back, though preferred");
    allocate(allocator, 12);
    assertEquals(NONE, allocator.allocate(NONE));
    allocator.letGo();
    assertEquals(0, allocator.heldBack());
    assertEquals(List.of(2L, 3L, 4L, 10L, 11L, 12L, 13L), allocate(allocator, 7));
  }

  @Test
  void shouldReserveWhatIsHeldBackAndHoldItBackAgain() {
    SpareAllocator allocator = new EvenAllocator(20);
    allocator.holdBack(10, 6);
    assertEquals(10, allocator.freeFrom(0));
    assertEquals(0, allocator.freeFrom(10));
    assertEquals(4, allocator.freeFrom(16));
    assertEquals(0, allocator.findFree(10, 1));
    assertEquals(NONE, allocator.findFree(11, 1));
    assertTrue(allocator.tryReserve(8, 4), "free and held back ones");
    assertFalse(allocator.tryReserve(11, 2));
    allocator.unreserve(8, 4);
    assertEquals(6, allocator.heldBack());
    assertEquals(14, allocator.free());
  }

  @Test
  void shouldHoldASlotBackAgainAfterItsRelease() {
    SpareAllocator allocator = new EvenAllocator(10);
    allocator.markUsed(8, 1);
    allocator.holdBack(6, 4);
    assertEquals(3, allocator.heldBack());
    allocator.release(8, 1);
    assertEquals(4, allocator.heldBack());
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), allocate(allocator, 6));
    assertEquals(NONE, allocator.allocate(NONE));
    allocator.retire(6, 1);
    assertEquals(3, allocator.heldBack());
  }

  @Test
  void shouldNeverHandOutARetiredSlot() {
    SpareAllocator allocator = new EvenAllocator(10);
    allocate(allocator, 3);
    allocator.retire(2, 3);
    allocator.retire(4, 2);
    assertEquals(4, allocator.retired());
    assertEquals(2, allocator.used());
    assertThrows(IllegalStateException.class, () -> allocator.release(2, 1));
    assertThrows(IllegalStateException.class, () -> allocator.markUsed(5, 1));
    assertFalse(allocator.tryReserve(5, 1));
    assertEquals(List.of(6L, 7L, 8L, 9L), allocate(allocator, 4));
    assertEquals(NONE, allocator.allocate(5));
  }

  @Test
  void shouldRefuseWhatTheStateOfASlotForbidsAndChangeNothing() {
    SpareAllocator allocator = new EvenAllocator(10);
    allocate(allocator, 2);
    assertTrue(allocator.tryReserve(4, 2));
    var release = assertThrows(IllegalStateException.class, () -> allocator.release(0, 3));
    assertSays(release, "firstFree=2");
    assertSays(assertThrows(IllegalStateException.class, () -> allocator.retire(1, 4)), "slot=4");
    assertSays(
        assertThrows(IllegalStateException.class, () -> allocator.release(4, 1)), "reserved");
    assertSays(assertThrows(IllegalStateException.class, () -> allocator.markUsed(3, 2)), "slot=4");
    assertSays(
        assertThrows(IllegalStateException.class, () -> allocator.markUsed(1, 2)),
        "firstNotFree=1");
    assertEquals(2, allocator.used());
    assertEquals(6, allocator.free());
    assertEquals(0, allocator.retired());
    assertEquals(2, allocator.reserved());
    assertEquals(List.of(2L, 3L, 6L), allocate(allocator, 3));
  }

  @Test
  void shouldRefuseSlotsThatDoNotExist() {
    SpareAllocator allocator = new EvenAllocator(10);
    assertThrows(IllegalArgumentException.class, () -> new EvenAllocator(0));
    assertThrows(IllegalArgumentException.class, () -> allocator.isReserved(10));
    assertThrows(IllegalArgumentException.class, () -> allocator.isReserved(-1));
    assertThrows(IllegalArgumentException.class, () -> allocator.release(9, 2));
    assertThrows(IllegalArgumentException.class, () -> allocator.retire(0, 0));
    assertThrows(IllegalArgumentException.class, () -> allocator.markUsed(5, Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> allocator.holdBack(0, 11));
    assertThrows(IllegalArgumentException.class, () -> allocator.findFree(0, 1));
    assertThrows(IllegalArgumentException.class, () -> allocator.findFree(1, 0));
    assertThrows(IllegalArgumentException.class, () -> allocator.freeFrom(10));
    assertFalse(allocator.tryReserve(-1, 1));
    assertEquals(NONE, allocator.findFree(11, 1));
    assertEquals(0, allocator.findFree(1, Long.MAX_VALUE));
    allocator.markUsed(0, 1);
    assertEquals(NONE, allocator.findFree(1, Long.MAX_VALUE));
  }

  @Test
  void shouldRefuseAReservedSlotByAnExplicitCheck() {
    ReservationBitmap reservation = new ReservationBitmap(100);
    reservation.reserve(10, 20);
    reservation.refuse(0, 10);
    reservation.refuse(20, 100);
    var refused = assertThrows(IllegalStateException.class, () -> reservation.refuse(19, 20));
    assertSays(refused, "slot=19");
  }

  private static List<Long> allocate(SpareAllocator allocator, int count) {
    List<Long> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slots.add(allocator.allocate(NONE));
    }
    return slots;
  }
}

package dev.revector.placement;

import static dev.revector.placement.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.spi.PlacementRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CustomPlacementTest {
  private final CustomPlacement custom = new CustomPlacement();

  @Test
  void shouldSortTheStartsGiven() {
    assertEquals(List.of(0L, 40L, 90L), custom.place(request(3, 0, List.of(90L, 0L, 40L))));
  }

  @Test
  void shouldAcceptCopiesThatTouchEachOtherAndTheEnd() {
    assertEquals(List.of(80L, 90L), custom.place(request(2, 0, List.of(80L, 90L))));
  }

  @Test
  void shouldRefuseStartsThatDoNotFit() {
    assertRefused(2, 0, List.of(80L, 91L), "from 0 to 90");
    assertRefused(2, 0, List.of(-1L, 50L), "from 0 to 90");
    assertRefused(1, 0, List.of(Long.MAX_VALUE), "from 0 to 90");
    assertRefused(2, 0, List.of(50L, 59L), "at least 10 blocks apart");
    assertRefused(2, 0, List.of(50L, 50L), "at least 10 blocks apart");
    assertRefused(2, 30, List.of(50L, 79L), "at least 30 blocks apart");
    assertRefused(3, 0, List.of(0L, 50L), "give 3");
    assertRefused(1, 0, List.of(0L, 50L), "give 1");
  }

  @Test
  void shouldAskForALargerSpareWhenNoStartWouldDo() {
    var tiny = new PlacementRequest(9, 512, 10, 10, 1, 0, List.of(0L));
    var refused = assertThrows(IllegalArgumentException.class, () -> custom.place(tiny));
    assertSays(refused, "larger spare");
  }

  private void assertRefused(int copies, long distance, List<Long> starts, String advice) {
    PlacementRequest request = request(copies, distance, starts);
    var refused = assertThrows(IllegalArgumentException.class, () -> custom.place(request));
    assertSays(refused, advice);
  }

  private static PlacementRequest request(int copies, long distance, List<Long> starts) {
    return new PlacementRequest(100, 512, 10, 10, copies, distance, starts);
  }
}

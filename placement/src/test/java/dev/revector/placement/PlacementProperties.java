package dev.revector.placement;

import static dev.revector.placement.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** For every strategy that computes its places: each placement is sound, or refused with reason. */
final class PlacementProperties {
  private static final List<PlacementStrategy> COMPUTED =
      List.of(
          new GeometricPlacement(),
          new LinearPlacement(),
          new MinimalPlacement(),
          new FixedPlacement());

  @Provide
  Arbitrary<PlacementStrategy> strategies() {
    return Arbitraries.of(COMPUTED);
  }

  @Provide
  Arbitrary<PlacementRequest> requests() {
    Arbitrary<Long> devices =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 1000),
            Arbitraries.longs().between(1, 100_000),
            Arbitraries.longs().between(1, 1L << 35),
            Arbitraries.longs().between(1, Long.MAX_VALUE));
    Arbitrary<Integer> blockSizes = Arbitraries.integers().between(9, 16).map(bits -> 1 << bits);
    Arbitrary<Long> regions = Arbitraries.longs().between(1, 5000).withoutEdgeCases();
    Arbitrary<Long> growth =
        Arbitraries.oneOf(
            Arbitraries.just(0L), Arbitraries.longs().between(0, 1L << 40).withoutEdgeCases());
    Arbitrary<Long> distances =
        Arbitraries.oneOf(
            Arbitraries.just(0L),
            Arbitraries.longs().between(0, 10_000).withoutEdgeCases(),
            Arbitraries.longs().between(0, Long.MAX_VALUE));
    Arbitrary<Integer> copies = Arbitraries.integers().between(1, 8);
    return Combinators.combine(devices, blockSizes, regions, growth, copies, distances)
        .as(
            (device, blockSize, region, more, count, distance) ->
                new PlacementRequest(
                    device, blockSize, region, region + more, count, distance, List.of()));
  }

  @Property(tries = 3000)
  void shouldPlaceCopiesInsideDisjointAndFarEnough(
      @ForAll("strategies") PlacementStrategy strategy,
      @ForAll("requests") PlacementRequest request) {
    try {
      List<Long> starts = strategy.place(request);
      assertSound(request, starts);
      assertEquals(starts, strategy.place(request), "a placement is a function of its request");
    } catch (IllegalArgumentException refused) {
      assertSays(refused, "take ");
    }
  }

  @Property(tries = 3000)
  void shouldRefuseOnlyWhatDoesNotFit(@ForAll("requests") PlacementRequest request) {
    long least = Math.max(request.regionBlocks(), request.minDistanceBlocks());
    assertFits(new GeometricPlacement(), request, (1L << (request.copies() - 1)) - 1, least);
    assertFits(new LinearPlacement(), request, request.copies() - 1, least);
    assertFits(new MinimalPlacement(), request, request.copies() - 1, least);
  }

  private static void assertFits(
      PlacementStrategy strategy, PlacementRequest request, long distances, long least) {
    var needed =
        BigInteger.valueOf(distances)
            .multiply(BigInteger.valueOf(least))
            .add(BigInteger.valueOf(request.regionBlocks()));
    if (needed.compareTo(BigInteger.valueOf(request.deviceBlocks())) <= 0) {
      assertEquals(request.copies(), strategy.place(request).size());
    } else {
      assertThrows(IllegalArgumentException.class, () -> strategy.place(request));
    }
  }

  @Property
  void shouldDoubleDistancesOverTheWholeDevice(
      @ForAll @IntRange(min = 2, max = 8) int copies,
      @ForAll @LongRange(min = 200_000, max = 1L << 40) long device,
      @ForAll @LongRange(min = 1, max = 300) long region,
      @ForAll @LongRange(min = 0, max = 700) long growth) {
    var request = request(device, region, region + growth, copies, 0);
    List<Long> starts = new GeometricPlacement().place(request);
    assertSound(request, starts);
    long smallest = starts.get(1);
    for (int copy = 1; copy < copies - 1; copy++) {
      assertEquals(smallest << (copy - 1), starts.get(copy) - starts.get(copy - 1));
    }
    long leftOver = starts.get(copies - 1) - smallest * ((1L << (copies - 1)) - 1);
    assertTrue(leftOver >= 0 && leftOver < (1L << (copies - 1)) - 1, "smallest distance too small");
    assertEquals(device - region - growth, starts.get(copies - 1), "last copy ends the device");
  }

  @Property
  void shouldKeepEvenDistancesOverTheWholeDevice(
      @ForAll @IntRange(min = 2, max = 8) int copies,
      @ForAll @LongRange(min = 10_000, max = 1L << 40) long device,
      @ForAll @LongRange(min = 1, max = 300) long region,
      @ForAll @LongRange(min = 0, max = 700) long growth) {
    var request = request(device, region, region + growth, copies, 0);
    List<Long> starts = new LinearPlacement().place(request);
    assertSound(request, starts);
    for (int copy = 1; copy < copies - 1; copy++) {
      assertEquals(starts.get(1), starts.get(copy) - starts.get(copy - 1));
    }
    long last = starts.get(copies - 1) - starts.get(copies - 2) - starts.get(1);
    assertTrue(copies == 2 || (last >= 0 && last < copies - 1), "last distance: " + last);
    assertEquals(device - region - growth, starts.get(copies - 1), "last copy ends the device");
  }

  @Property
  void shouldLeaveRoomToGrowWhereTheDeviceAllows(
      @ForAll @IntRange(min = 1, max = 8) int copies,
      @ForAll @LongRange(min = 1, max = 300) long region,
      @ForAll @LongRange(min = 0, max = 10_000) long growth,
      @ForAll @LongRange(min = 0, max = 10_000) long more) {
    long reach = region + growth;
    long device = reach * (1L << (copies - 1)) + more;
    var request = request(device, region, reach, copies, 0);
    for (PlacementStrategy strategy : List.of(new GeometricPlacement(), new LinearPlacement())) {
      List<Long> starts = strategy.place(request);
      for (int copy = 0; copy < copies; copy++) {
        long end = copy + 1 < copies ? starts.get(copy + 1) : device;
        assertTrue(end - starts.get(copy) >= reach, () -> strategy.name() + starts);
      }
    }
  }

  @Example
  void shouldPackMinimalFromTheFront() {
    assertEquals(List.of(0L, 9L, 18L), new MinimalPlacement().place(request(1000, 9, 9, 3, 0)));
    assertEquals(List.of(0L, 20L, 40L), new MinimalPlacement().place(request(1000, 9, 9, 3, 20)));
    assertEquals(List.of(0L, 9L, 18L), new MinimalPlacement().place(request(27, 9, 9, 3, 0)));
  }

  @Example
  void shouldUseTheOldOffsets() {
    var fixed = new FixedPlacement();
    assertEquals(
        List.of(0L, 1024L, 2048L, 4096L, 8192L), fixed.place(request(8202, 10, 10, 5, 1024)));
    var large = new PlacementRequest(1034, 4096, 10, 10, 5, 0, List.of());
    assertEquals(List.of(0L, 128L, 256L, 512L, 1024L), fixed.place(large));
  }

  @Example
  void shouldSayWhyTheOldOffsetsDoNotFit() {
    assertRefused(request(1 << 20, 10, 10, 6, 0), "at most 5");
    assertRefused(request(8201, 10, 10, 5, 0), "8191");
    assertRefused(request(1 << 20, 1025, 1025, 5, 0), "at least 1025 blocks apart");
    assertRefused(request(1 << 20, 10, 10, 5, 1025), "at least 1025 blocks apart");
    assertRefused(new PlacementRequest(1 << 20, 1 << 20, 1, 1, 2, 0, List.of()), "another");
  }

  private static void assertRefused(PlacementRequest request, String advice) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> new FixedPlacement().place(request));
    assertSays(refused, advice);
  }

  @Example
  void shouldSayHowManyCopiesWouldFit() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GeometricPlacement().place(request(50, 5, 5, 8, 0)));
    assertSays(refused, "neededBlocks=640");
    assertSays(refused, "at most 4 copies");
    assertSound(request(50, 5, 5, 4, 0), new GeometricPlacement().place(request(50, 5, 5, 4, 0)));
  }

  @Example
  void shouldNotOverflowOnTheLargestDevice() {
    var geometric = new GeometricPlacement();
    var tooFar = request(Long.MAX_VALUE, 1, 1, 3, Long.MAX_VALUE / 3 + 1);
    var refused = assertThrows(IllegalArgumentException.class, () -> geometric.place(tooFar));
    assertSays(refused, "neededBlocks=9223372036854775810");
    var fits = request(Long.MAX_VALUE, 1, 1, 3, Long.MAX_VALUE / 3 - 1);
    assertSound(fits, geometric.place(fits));
  }

  private static PlacementRequest request(
      long device, long region, long reach, int copies, long distance) {
    return new PlacementRequest(device, 512, region, reach, copies, distance, List.of());
  }

  static void assertSound(PlacementRequest request, List<Long> starts) {
    assertEquals(request.copies(), starts.size());
    assertTrue(starts.get(0) >= 0, () -> "before the device: " + starts);
    IntStream.range(1, starts.size())
        .forEach(
            i -> {
              long distance = starts.get(i) - starts.get(i - 1);
              assertTrue(distance >= request.regionBlocks(), () -> "not disjoint: " + starts);
              assertTrue(distance >= request.minDistanceBlocks(), () -> "too close: " + starts);
            });
    long last = starts.get(starts.size() - 1);
    assertTrue(last <= request.deviceBlocks() - request.regionBlocks(), () -> "beyond: " + starts);
  }
}

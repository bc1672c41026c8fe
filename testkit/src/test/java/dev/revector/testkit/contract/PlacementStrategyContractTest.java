package dev.revector.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All strategies keep the contract, and broken ones are caught. */
class PlacementStrategyContractTest {

  @Tag("jdk17")
  @TestFactory
  Stream<DynamicTest> shouldKeepIt() {
    return ServiceLoader.load(PlacementStrategy.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(PlacementStrategyContractTest::tests);
  }

  private static Stream<DynamicTest> tests(PlacementStrategy strategy) {
    PlacementStrategyContract contract =
        PlacementStrategyContract.of(strategy)
            .completing(
                request -> strategy.name().equals("custom") ? withStarts(request) : request);
    if (!strategy.name().equals("minimal")) {
      contract.spreading();
    }
    return contract.checks().stream()
        .map(one -> DynamicTest.dynamicTest(strategy.name() + ": " + one.name(), one::run));
  }

  /** The starts that a user might give, from the highest to the lowest. */
  private static PlacementRequest withStarts(PlacementRequest request) {
    long step = Math.max(1, request.deviceBlocks() / request.copies());
    return new PlacementRequest(
        request.deviceBlocks(),
        request.blockSize(),
        request.regionBlocks(),
        request.reachBlocks(),
        request.copies(),
        request.minDistanceBlocks(),
        LongStream.range(0, request.copies())
            .map(copy -> step * (request.copies() - 1 - copy))
            .boxed()
            .toList());
  }

  /** Strategies that are broken, each with the check that must see it. */
  @SuppressWarnings("ImmutableEnumChecker") // each use makes a strategy of its own
  enum Broken {
    NAMELESS("has a short name that stays", "Two Words", () -> request -> packed(request, 0)),
    ONE_FEWER(
        "gives one start for each copy, in ascending order",
        () -> request -> packed(request, 0).subList(0, request.copies() - 1)),
    OUTSIDE("copies are inside the spare", () -> request -> packed(request, 1)),
    OVERLAPPING(
        "copies are disjoint",
        () -> request -> LongStream.range(0, request.copies()).boxed().toList()),
    TOO_CLOSE(
        "copies keep the least distance",
        () ->
            request ->
                LongStream.range(0, request.copies())
                    .map(copy -> copy * request.regionBlocks())
                    .boxed()
                    .toList()),
    CRAMPED(
        "copies on a roomy spare can grow where they stand", () -> request -> packed(request, 0)),
    MOODY(
        "the same request has the same answer",
        () -> {
          int[] calls = {0};
          return request -> packed(request, calls[0]++ % 2);
        }),
    RUDE(
        "refusals are IllegalArgumentExceptions with a reason",
        () ->
            request -> {
              throw new IllegalStateException("no");
            }),
    LONELY(
        "places one to five copies on a roomy spare",
        () ->
            request -> {
              if (request.copies() > 1) {
                throw new IllegalArgumentException("one copy will do");
              }
              return packed(request, 0);
            }),
    FUSSY(
        "places one to five copies on a roomy spare",
        () ->
            request -> {
              if (request.blockSize() > 512) {
                throw new IllegalArgumentException("no such blocks");
              }
              return packed(request, 0);
            }),
    LAZY(
        "places one to five copies on a roomy spare",
        () ->
            request -> {
              throw new IllegalArgumentException("too much work");
            });

    private final String check;
    private final String strategy;
    private final Supplier<Function<PlacementRequest, List<Long>>> maker;

    Broken(String check, Supplier<Function<PlacementRequest, List<Long>>> maker) {
      this(check, "broken", maker);
    }

    Broken(String check, String strategy, Supplier<Function<PlacementRequest, List<Long>>> maker) {
      this.check = check;
      this.strategy = strategy;
      this.maker = maker;
    }

    private static List<Long> packed(PlacementRequest request, long first) {
      long step = Math.max(request.regionBlocks(), request.minDistanceBlocks());
      if (request.deviceBlocks() / request.copies() < step) {
        throw new IllegalArgumentException("no room");
      }
      long from = first == 0 ? 0 : request.deviceBlocks() - request.copies() * step + first;
      return LongStream.range(0, request.copies()).map(i -> from + i * step).boxed().toList();
    }

    PlacementStrategy made() {
      Function<PlacementRequest, List<Long>> formula = maker.get();
      return new PlacementStrategy() {
        @Override
        public String name() {
          return strategy;
        }

        @Override
        public List<Long> place(PlacementRequest request) {
          return formula.apply(request);
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void shouldBeCaught(Broken broken) {
    Set<String> failed =
        Verdicts.failed(PlacementStrategyContract.of(broken.made()).spreading().checks());
    assertTrue(failed.contains(broken.check), () -> broken + " is seen only by " + failed);
  }

  @Test
  void shouldTryEveryCheckOnABrokenStrategy() {
    Set<String> broken = new TreeSet<>();
    Arrays.stream(Broken.values()).forEach(one -> broken.add(one.check));
    assertEquals(
        Verdicts.names(PlacementStrategyContract.of(Broken.LAZY.made()).spreading().checks()),
        broken);
  }
}

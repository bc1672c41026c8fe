package dev.revector.testkit.contract;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * What every {@link PlacementStrategy} must keep, tried with thousands of requests that are the
 * same in every run: from spares of one block to as many bytes as a {@code long} can count.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public final class PlacementStrategyContract {
  private static final int REQUESTS = 2000;

  /** As many copies as a pair has unless its user asks for more. */
  private static final int USUAL_COPIES = 5;

  /** Bytes in a copy, grown, that all must be able to place; larger ones are made smaller. */
  private static final int LARGE_COPY = 512 << 10;

  private final PlacementStrategy strategy;
  private UnaryOperator<PlacementRequest> completion = UnaryOperator.identity();
  private boolean spreads;

  private PlacementStrategyContract(PlacementStrategy strategy) {
    this.strategy = strategy;
  }

  /** A contract for this strategy. */
  public static PlacementStrategyContract of(PlacementStrategy strategy) {
    return new PlacementStrategyContract(strategy);
  }

  /** Changes every request before it is used, such as by giving it the user's own starts. */
  public PlacementStrategyContract completing(UnaryOperator<PlacementRequest> change) {
    this.completion = change;
    return this;
  }

  /** Tries, too, that copies can grow where they stand: for strategies that do not pack them. */
  public PlacementStrategyContract spreading() {
    this.spreads = true;
    return this;
  }

  /** The checks, for one run. */
  public List<ContractCheck> checks() {
    List<ContractCheck> checks = new ArrayList<>(always());
    if (spreads) {
      checks.add(
          new ContractCheck("copies on a roomy spare can grow where they stand", this::roomToGrow));
    }
    return List.copyOf(checks);
  }

  private List<ContractCheck> always() {
    return List.of(
        new ContractCheck("has a short name that stays", this::name),
        new ContractCheck("gives one start for each copy, in ascending order", this::ascending),
        new ContractCheck("copies are inside the spare", this::inside),
        new ContractCheck("copies are disjoint", this::disjoint),
        new ContractCheck("copies keep the least distance", this::distant),
        new ContractCheck("the same request has the same answer", this::pure),
        new ContractCheck("refusals are IllegalArgumentExceptions with a reason", this::refusals),
        new ContractCheck("places one to five copies on a roomy spare", this::useful));
  }

  private void name() {
    String name = strategy.name();
    Expect.that(name.matches("[a-z][a-z0-9-]{0,14}"), "no name for a command line: " + name);
    Expect.equal(name, strategy.name(), "name asked for again");
  }

  private void ascending() {
    forEachPlacement(
        (request, starts) -> {
          Expect.equal(request.copies(), starts.size(), "number of starts for " + request);
          for (int i = 1; i < starts.size(); i++) {
            Expect.that(
                starts.get(i - 1) < starts.get(i), "not ascending: " + starts + " for " + request);
          }
        });
  }

  private void inside() {
    forEachPlacement(
        (request, starts) -> {
          for (long start : starts) {
            Expect.that(
                start >= 0 && start <= request.deviceBlocks() - request.regionBlocks(),
                "outside the spare: start=" + start + " for " + request);
          }
        });
  }

  private void disjoint() {
    forEachPlacement((request, starts) -> apart(request, starts, request.regionBlocks()));
  }

  private void distant() {
    forEachPlacement((request, starts) -> apart(request, starts, request.minDistanceBlocks()));
  }

  private static void apart(PlacementRequest request, List<Long> starts, long least) {
    for (int i = 1; i < starts.size(); i++) {
      Expect.that(
          starts.get(i) - starts.get(i - 1) >= least,
          "too close: starts=" + starts + ", least=" + least + " for " + request);
    }
  }

  private void roomToGrow() {
    for (PlacementRequest request : roomy()) {
      List<Long> starts = placeIfUsual(request);
      for (int i = 0; i < starts.size(); i++) {
        long end = i + 1 < starts.size() ? starts.get(i + 1) : request.deviceBlocks();
        Expect.that(
            end - starts.get(i) >= request.reachBlocks(),
            "no room to grow: start=" + starts.get(i) + ", end=" + end + " for " + request);
      }
    }
  }

  private void pure() {
    List<PlacementRequest> requests = requests();
    List<Optional<List<Long>>> first = requests.stream().map(this::place).toList();
    for (int i = requests.size() - 1; i >= 0; i--) {
      Expect.equal(first.get(i), place(requests.get(i)), "asked again for " + requests.get(i));
    }
  }

  private void refusals() {
    for (PlacementRequest request : requests()) {
      try {
        strategy.place(request);
      } catch (IllegalArgumentException e) {
        String reason = e.getMessage();
        Expect.that(reason != null && !reason.isBlank(), "refused without a reason: " + request);
      } catch (RuntimeException e) {
        throw new AssertionError("refused with " + e + ": " + request, e);
      }
    }
  }

  private void useful() {
    roomy().forEach(this::placeIfUsual);
  }

  /** A placement on a roomy spare; none only for more copies than all must be able to place. */
  private List<Long> placeIfUsual(PlacementRequest request) {
    Optional<List<Long>> starts = place(request);
    Expect.that(
        starts.isPresent() || request.copies() > USUAL_COPIES,
        "refused, however roomy the spare: " + request);
    return starts.orElse(List.of());
  }

  /** What a placement must be. */
  @FunctionalInterface
  private interface Demand {
    void on(PlacementRequest request, List<Long> starts);
  }

  private void forEachPlacement(Demand demand) {
    for (PlacementRequest request : requests()) {
      place(request).ifPresent(starts -> demand.on(request, starts));
    }
  }

  private Optional<List<Long>> place(PlacementRequest request) {
    try {
      return Optional.of(strategy.place(request));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** All kinds of request; many of them cannot be met. */
  private List<PlacementRequest> requests() {
    Random random = new Random(1);
    List<PlacementRequest> requests = new ArrayList<>(roomy());
    for (int i = 0; i < REQUESTS; i++) {
      int blockSize = 512 << random.nextInt(8);
      long most = Long.MAX_VALUE / blockSize;
      long device = Math.min(most, positive(random, 1 + random.nextInt(63)));
      long region = positive(random, 1 + random.nextInt(13));
      long growth = random.nextInt(3) == 0 ? positive(random, 1 + random.nextInt(40)) : 0;
      long distance = random.nextInt(3) == 0 ? positive(random, 1 + random.nextInt(63)) : 0;
      requests.add(
          completion.apply(
              new PlacementRequest(
                  device,
                  blockSize,
                  region,
                  region + growth,
                  1 + random.nextInt(8),
                  distance,
                  List.of())));
    }
    return requests;
  }

  /** Requests with a thousand times the room that all copies take when they have grown. */
  private List<PlacementRequest> roomy() {
    List<PlacementRequest> requests = new ArrayList<>();
    for (int blockSize : new int[] {512, 4096, 16384}) {
      for (int copies = 1; copies <= 8; copies++) {
        for (long region = 5; region <= 80; region *= 4) {
          if (3 * region * blockSize <= LARGE_COPY) {
            requests.add(completion.apply(roomy(blockSize, copies, region)));
          }
        }
      }
    }
    return requests;
  }

  private static PlacementRequest roomy(int blockSize, int copies, long region) {
    long reach = 3 * region;
    long device = 1000 * reach * copies;
    return new PlacementRequest(device, blockSize, region, reach, copies, 0, List.of());
  }

  /** A number from 1 to 2^bits - 1. */
  private static long positive(Random random, int bits) {
    return Math.max(1, random.nextLong() >>> (64 - bits));
  }
}

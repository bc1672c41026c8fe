package dev.revector.testkit.contract;

import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What every {@link SpareAllocator} must keep: random acts, the same in every run, beside a plain
 * list of the slots' states.
 *
 * @since 0.1
 */
public final class SpareAllocatorContract {
  private static final int RUNS = 25;
  private static final int STEPS = 150;

  private final SpareAllocatorProvider provider;

  private SpareAllocatorContract(SpareAllocatorProvider provider) {
    this.provider = provider;
  }

  /** A contract for the allocators that this provider makes. */
  public static SpareAllocatorContract of(SpareAllocatorProvider provider) {
    return new SpareAllocatorContract(provider);
  }

  /** The checks, for one run. */
  public List<ContractCheck> checks() {
    return List.of(
        check("hands out every free slot once, and only free ones", SlotRules::handOut),
        fresh(
            "takes the preferred slot if it was never used, not one that waits", SlotRules::prefer),
        check("keeps what is held back until it lets go", SlotRules::holdBack),
        fresh("takes a released slot after those that were never used", SlotRules::released),
        check("releases used slots only", SlotRules::release),
        check("retires any slot that is not reserved, for ever", SlotRules::retire),
        check("marks only free slots as used", SlotRules::markUsed),
        check("reserves all of a run or nothing", SlotRules::reserve),
        check("finds a free run wherever one is", SlotRules::findFree),
        check("knows the state and the number of its slots", SlotRules::counts),
        new ContractCheck("takes slots evenly over the spare", this::evenly));
  }

  /** A rule that is tried at every step of random acts. */
  @FunctionalInterface
  private interface Rule {
    void tryOn(SlotRules rules);
  }

  private ContractCheck check(String name, Rule rule) {
    return check(name, rule, true);
  }

  /** A check in which nothing is marked as used, so that it is known which slots never were. */
  private ContractCheck fresh(String name, Rule rule) {
    return check(name, rule, false);
  }

  private ContractCheck check(String name, Rule rule, boolean marks) {
    return new ContractCheck(
        name,
        () -> {
          for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            int slots = 1 + random.nextInt(seed % 3 == 0 ? 3000 : 60);
            SlotRules rules = new SlotRules(provider.create(slots), slots, random, marks);
            for (int step = 0; step < STEPS; step++) {
              rules.act();
              if (step % 5 == 0) {
                rule.tryOn(rules);
              }
            }
          }
        });
  }

  /** The first few slots of a large spare must not all come from one end. */
  private void evenly() {
    long slots = 1 << 20;
    SpareAllocator allocator = provider.create(slots);
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      taken.add(allocator.allocate(SpareAllocator.NONE));
    }
    for (int part = 0; part < 8; part++) {
      long from = slots / 8 * part;
      long there = taken.stream().filter(slot -> slot >= from && slot < from + slots / 8).count();
      Expect.that(
          there >= 8 && there <= 128,
          "uneven: of the first 256 slots " + there + " lie in eighth " + part + " of the spare");
    }
  }
}

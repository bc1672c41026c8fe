package dev.revector.internal;

import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import dev.revector.PairStatus;
import dev.revector.PairStatus.State;
import dev.revector.internal.SparePool.Slots;
import java.util.ArrayList;
import java.util.List;

/** Sums a pair's state up. */
final class StatusReport {
  private StatusReport() {}

  static PairStatus of(Parts parts, PairIdentity pair, MetadataStatus metadata) {
    Counts counts = parts.table().counts();
    Slots sum = new Slots(0, 0, 0, 0, 0, 0);
    List<PairStatus.Spare> spares = new ArrayList<>();
    for (int i = 0; i < parts.pool().disks().size(); i++) {
      Slots slots = parts.pool().slots(i);
      sum = sum.plus(slots);
      spares.add(
          new PairStatus.Spare(
              parts.pool().disks().get(i).device().identity().path(),
              pair.spareSectors().get(i),
              slots.all(),
              slots.used(),
              slots.free(),
              slots.retired(),
              slots.reserved() * parts.units().perUnit(),
              slots.heldBack() * parts.units().perUnit()));
    }
    Disk main = parts.main();
    boolean poisoned = parts.gate().poisoned();
    boolean copiesValid =
        metadata.copies().stream().allMatch(c -> c.state() == MetadataStatus.CopyState.VALID);
    return new PairStatus(
        state(counts, sum, copiesValid, poisoned),
        pair,
        main == null ? "" : main.device().identity().path(),
        spares,
        metadata,
        counts.runsWithSlot(),
        counts.mapped(),
        counts.pending(),
        counts.lost(),
        poisoned,
        health(counts, sum, copiesValid, poisoned));
  }

  static State state(Counts counts, Slots slots, boolean copiesValid, boolean poisoned) {
    if (counts.lost() > 0 || poisoned || slots.free() == 0) {
      return State.FAILED;
    }
    if (!copiesValid) {
      return State.DEGRADED;
    }
    boolean runsShort = slots.free() * 10 < slots.forData();
    if (counts.pending() > 0 || runsShort || slots.retired() > 0) {
      return State.ATTENTION;
    }
    return State.HEALTHY;
  }

  /**
   * 0 for a poisoned target. Else 100, less up to 50 for the share of slots that are used or
   * retired, less 20 if a copy is not valid, less one for each pending sector up to 20, halved if
   * data is lost; so a pair that is not merely wearing out is always below 100.
   */
  static int health(Counts counts, Slots slots, boolean copiesValid, boolean poisoned) {
    if (poisoned) {
      return 0;
    }
    long usable = Math.max(1, slots.forData());
    double taken = (double) (usable - slots.free()) / usable;
    long health = 100 - (long) Math.ceil(taken * 50);
    health -= copiesValid ? 0 : 20;
    health -= Math.min(20, counts.pending());
    return (int) (counts.lost() > 0 ? health / 2 : health);
  }
}

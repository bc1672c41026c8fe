package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves a gathered batch to new slots: data, flush of the spares, commit, publish, in this order;
 * then the slots left are free, or retired if they failed. Needs an exclusive section.
 *
 * <p>A unit has two slots when its old one does not give a sector but may yet: that sector stays.
 *
 * <p>Bytes of a slot that may have been flushed are never written over here: the slots are fresh.
 * Only a slot all of whose sectors are lost, so holds nothing, is taken again.
 */
final class Relocator {
  /** Slots that a unit tries before the spare, rather than the slot, counts as bad. */
  private static final int MOST_REFUSALS = 32;

  private final Parts parts;

  Relocator(Parts parts) {
    this.parts = parts;
  }

  /** A slot that a unit leaves or enters. */
  private record Hold(long unit, long slot) {}

  /**
   * Moves the batch; members without data to move only have their other fates committed.
   *
   * @param cause the error that made it necessary, or null
   * @throws SparesExhaustedException with {@code cause}; the slots taken are free again
   */
  void move(UnitBatch batch, @Nullable MediumException cause) throws IOException {
    List<Hold> holds = new ArrayList<>();
    boolean open = false;
    try {
      assign(batch, holds, cause);
      writeSlots(batch, holds, cause);
      flush(batch);
      parts.journal().commit(changes(batch, holds));
    } catch (IndeterminateException | Error e) {
      // After an error of the machine even slots that no commit names yet stay taken.
      open = true;
      throw e;
    } catch (SparesExhaustedException e) {
      throw cause == null || e.getCause() != null ? e : exhausted(e.getMessage(), cause);
    } finally {
      if (!open) {
        settle(batch, holds);
      }
    }
  }

  private static SparesExhaustedException exhausted(
      @Nullable String message, @Nullable MediumException cause) {
    return new SparesExhaustedException(String.valueOf(message), cause);
  }

  private void assign(UnitBatch batch, List<Hold> holds, @Nullable MediumException cause)
      throws SparesExhaustedException {
    long preferred = SpareAllocator.NONE;
    for (int k = 0; k < batch.size(); k++) {
      if (!batch.needsSlot(k)) {
        continue;
      }
      long unit = batch.unit(k);
      Set<Long> old = new HashSet<>();
      boolean empty = true;
      for (MapRun run : slotRuns(unit)) {
        old.add(parts.pool().slotAt(run.spare(), run.spareSector()));
        empty &= run.state() == SectorState.LOST;
      }
      old.forEach(slot -> holds.add(new Hold(unit, slot)));
      if (empty && old.size() == 1) {
        batch.slot(k, old.iterator().next());
      } else {
        take(batch, k, preferred, holds, cause);
      }
      preferred = batch.slot(k) + 1;
    }
  }

  private void take(
      UnitBatch batch, int k, long preferred, List<Hold> holds, @Nullable MediumException cause)
      throws SparesExhaustedException {
    long slot = parts.pool().allocate(preferred);
    if (slot == SpareAllocator.NONE) {
      throw exhausted("no spare slot is free: lba=" + parts.units().firstOf(batch.unit(k)), cause);
    }
    holds.add(new Hold(batch.unit(k), slot));
    batch.slot(k, slot);
  }

  /** Writes neighbouring slots as one; a slot that refuses is given up for the next. */
  private void writeSlots(UnitBatch batch, List<Hold> holds, @Nullable MediumException cause)
      throws IOException {
    BitSet todo = new BitSet();
    for (int k = 0; k < batch.size(); k++) {
      todo.set(k, batch.slot(k) != SpareAllocator.NONE);
    }
    for (int round = 0; !todo.isEmpty(); round++) {
      BitSet refused = new BitSet();
      for (int k = todo.nextSetBit(0); k >= 0; ) {
        int end = k + 1;
        while (todo.get(end) && batch.slot(end) == batch.slot(end - 1) + 1) {
          end++;
        }
        write(batch, k, end, refused);
        k = todo.nextSetBit(end);
      }
      if (round == MOST_REFUSALS && !refused.isEmpty()) {
        throw exhausted(
            "spare refuses slot after slot: path=" + pathOf(batch, refused) + ", refused=" + round,
            cause);
      }
      for (int k = refused.nextSetBit(0); k >= 0; k = refused.nextSetBit(k + 1)) {
        long bad = batch.slot(k);
        batch.badSlots().add(bad);
        take(batch, k, SpareAllocator.NONE, holds, cause);
      }
      todo = refused;
    }
  }

  private String pathOf(UnitBatch batch, BitSet members) {
    int spare = parts.pool().spareOf(batch.slot(members.nextSetBit(0)));
    return parts.pool().disks().get(spare).device().identity().path();
  }

  private void write(UnitBatch batch, int k, int end, BitSet refused) throws IOException {
    SparePool pool = parts.pool();
    int spare = pool.spareOf(batch.slot(k));
    long first = pool.sectorOf(batch.slot(k));
    parts
        .byUnit()
        .run(
            (sector, piece) -> pool.write(spare, sector, piece),
            first,
            batch.slotData(k, end),
            null,
            (sector, count, error) ->
                refused.set(k + (int) ((sector - first) / parts.units().perUnit())));
  }

  private void flush(UnitBatch batch) throws IOException {
    BitSet spares = new BitSet();
    for (int k = 0; k < batch.size(); k++) {
      if (batch.slot(k) != SpareAllocator.NONE) {
        spares.set(parts.pool().spareOf(batch.slot(k)));
      }
    }
    for (int spare = spares.nextSetBit(0); spare >= 0; spare = spares.nextSetBit(spare + 1)) {
      parts.pool().disks().get(spare).flushForChange();
    }
  }

  private List<MapChange> changes(UnitBatch batch, List<Hold> holds) {
    List<MapChange> changes = new ArrayList<>();
    for (MapRun run : batch.runs(parts.pool(), parts.nowSeconds())) {
      changes.add(new MapChange.Put(run));
    }
    for (Hold hold : holds) {
      if (batch.retires(hold.slot())) {
        changes.add(new MapChange.Retire(parts.pool().run(hold.slot())));
      }
    }
    return changes;
  }

  /** Gives up the slots that the published map does not name any more, or does not name yet. */
  private void settle(UnitBatch batch, List<Hold> holds) {
    for (Hold hold : holds) {
      if (isNamed(hold)) {
        continue;
      }
      if (batch.badSlots().contains(hold.slot())) {
        parts.pool().retire(hold.slot());
      } else {
        parts.pool().release(hold.slot());
      }
    }
  }

  private boolean isNamed(Hold hold) {
    for (MapRun run : slotRuns(hold.unit())) {
      if (parts.pool().slotAt(run.spare(), run.spareSector()) == hold.slot()) {
        return true;
      }
    }
    return false;
  }

  /** The parts of runs with a slot that lie in the unit. */
  private List<MapRun> slotRuns(long unit) {
    return slotRuns(parts, new Extent(parts.units().firstOf(unit), parts.units().perUnit()));
  }

  /** The parts of runs with a slot that lie in {@code extent}. */
  static List<MapRun> slotRuns(Parts parts, Extent extent) {
    List<MapRun> runs = new ArrayList<>();
    MapRun run = parts.table().next(extent.first());
    while (run != null && run.lba() < extent.end()) {
      if (run.state().hasSlot()) {
        runs.add(run.slice(extent.first(), extent.end()));
      }
      run = parts.table().next(run.end());
    }
    return runs;
  }
}

package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataDamagedException;
import dev.revector.PairIdentity;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an engine's parts from what its store holds, and refuses what contradicts itself. */
final class Opening {
  private final Settings settings;
  private final MetadataStore store;
  private final PairIdentity pair;
  private final Units units;
  private final List<SpareAllocator> allocators = new ArrayList<>();
  private final TableLoader loader;
  private final SlotMarks marks;
  private List<Object> held = List.of();
  private long end;
  private @Nullable String damage;

  private Opening(Settings settings, MetadataStore store) {
    this.settings = settings;
    this.store = store;
    this.pair = store.pair();
    this.units = Units.of(pair);
    this.loader = new TableLoader(units.sectors());
    this.marks = new SlotMarks(units, settings.spares().size());
  }

  /**
   * Loads the map and the slots, and attaches the spares' room to the store.
   *
   * @param before what was examined before the store was opened for writing, null if nothing: the
   *     map is the same since, but copies may have gone
   */
  static Parts load(
      Settings settings,
      MetadataStore store,
      SpareAllocatorProvider provider,
      @Nullable Opening before)
      throws IOException {
    boolean same = before != null && before.held.equals(held(settings, store));
    Opening opening = same && before != null ? before : examine(settings, store, provider);
    return opening.parts(store);
  }

  /**
   * Reads what a store holds, and refuses what contradicts itself.
   *
   * @param store the store, or what was read of its metadata before anything is written
   */
  static Opening examine(Settings settings, MetadataStore store, SpareAllocatorProvider provider)
      throws BlockDeviceException {
    Opening opening = new Opening(settings, store);
    opening.examine(provider);
    return opening;
  }

  /** The room that is not for data: each spare's reservation, and the retired slots. */
  private static List<Object> held(Settings settings, MetadataStore store) {
    List<Object> held = new ArrayList<>();
    for (int spare = 0; spare < settings.spares().size(); spare++) {
      held.add(List.copyOf(store.reservation(spare)));
    }
    store.forEachRetired(held::add);
    return held;
  }

  private void examine(SpareAllocatorProvider provider) throws BlockDeviceException {
    if (settings.spares().size() != pair.spareSectors().size()) {
      throw new WrongDeviceException(
          "pair has another number of spares: expected="
              + pair.spareSectors().size()
              + ", given="
              + settings.spares().size());
    }
    for (int spare = 0; spare < settings.spares().size(); spare++) {
      allocators.add(provider.create(pair.spareSectors().get(spare) / units.perUnit()));
      reserve(spare);
    }
    held = held(settings, store);
    store.forEachRetired(this::retire);
    store.forEachRun(this::take);
    mark();
    if (damage != null) {
      throw new MetadataDamagedException(MetadataDamagedException.Kind.INCONSISTENT, damage);
    }
  }

  private Parts parts(MetadataStore store) throws IOException {
    Gate gate = new Gate(settings.readOnly());
    List<Disk> disks = new ArrayList<>();
    for (BlockDevice device : settings.spares()) {
      disks.add(new Disk(device, units.sectorSize(), gate));
    }
    RemapTable table = new RemapTable(loader);
    SparePool pool = new SparePool(units, disks, allocators);
    if (!settings.readOnly()) {
      Leftovers.erase(units, pool);
    }
    store.attach(pool);
    BlockDevice main = settings.main();
    return new Parts(
        units,
        main == null ? null : new Disk(main, units.sectorSize(), gate),
        pool,
        table,
        gate,
        new InFlight(),
        new RangeLocks(),
        new MapJournal(store, table, gate),
        settings.clock(),
        settings.retries());
  }

  private void mark() {
    for (int spare = 0; spare < allocators.size(); spare++) {
      try {
        marks.apply(spare, allocators.get(spare));
      } catch (IllegalStateException e) {
        damaged(
            "runs lie on metadata, a retired slot or each other: spare="
                + spare
                + ", "
                + e.getMessage());
      }
    }
  }

  private void damaged(String what) {
    damage = damage == null ? what : damage;
  }

  /** Reserves the slots that metadata touches; two extents may share one. */
  private void reserve(int spare) {
    SpareAllocator allocator = allocators.get(spare);
    for (Extent extent : store.reservation(spare)) {
      long first = extent.first() / units.perUnit();
      long last = Math.min(allocator.slots(), (extent.end() - 1) / units.perUnit() + 1);
      while (first < last && allocator.isReserved(first)) {
        first++;
      }
      if (first < last && !allocator.tryReserve(first, last - first)) {
        damaged("metadata overlaps itself: spare=" + spare + ", sectors=" + extent);
      }
    }
  }

  private void retire(SpareRun run) {
    if (run.spare() >= allocators.size()) {
      damaged("retired slot on a spare that is not there: " + run);
      return;
    }
    SpareAllocator allocator = allocators.get(run.spare());
    long first = run.sector() / units.perUnit();
    long last = (run.sector() + run.count() - 1) / units.perUnit() + 1;
    if (last > allocator.slots()) {
      damaged("retired slot beyond the spare: " + run);
      return;
    }
    try {
      allocator.retire(first, last - first);
    } catch (IllegalStateException e) {
      damaged("retired slot holds metadata: " + run);
    }
  }

  private void take(MapRun run) {
    if (run.lba() < end || run.end() > units.sectors()) {
      damaged("run out of order or beyond main: " + run + ", sectors=" + units.sectors());
      return;
    }
    end = run.end();
    if (run.state().hasSlot() && !noteSlots(run)) {
      return;
    }
    loader.add(run);
  }

  private boolean noteSlots(MapRun run) {
    int perUnit = units.perUnit();
    if (run.spare() >= allocators.size()
        || run.spareSector() % perUnit != run.lba() % perUnit
        || (run.spareSector() + run.count() - 1) / perUnit >= allocators.get(run.spare()).slots()) {
      damaged("run does not fit its spare: " + run);
      return false;
    }
    marks.add(run);
    return true;
  }
}

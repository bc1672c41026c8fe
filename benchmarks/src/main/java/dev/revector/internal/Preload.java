package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.spi.SpareAllocator;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;

/** Fills the map of a pair without moving data: a million remaps would take minutes. */
public final class Preload {
  private Preload() {}

  /**
   * Puts the runs with the numbers 0 to {@code count - 1} in, each in the slot that is its turn.
   * The devices stay open; what was written is flushed by the caller.
   */
  public static void fill(BlockDevice main, BlockDevice spare, int count, LongFunction<MapRun> runs)
      throws IOException {
    Settings settings = settings(main, spare);
    OpenRequest request =
        new OpenRequest(Optional.of(main), List.of(spare), Services.strategies(), false, false);
    try (MetadataStore store = Services.metadata().open(request)) {
      Parts parts = Opening.load(settings, store, Services.allocators(), null);
      List<MapChange> changes = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        changes.add(new MapChange.Put(placed(runs.apply(i), parts)));
        if (changes.size() == store.maxChanges() || i == count - 1) {
          store.commit(List.copyOf(changes));
          changes.clear();
        }
      }
    }
  }

  private static MapRun placed(MapRun run, Parts parts) {
    long slot = parts.pool().allocate(SpareAllocator.NONE);
    long sector = parts.pool().sectorOf(slot) + run.lba() % parts.units().perUnit();
    return new MapRun(
        run.lba(),
        run.count(),
        run.state(),
        0,
        sector,
        run.reason(),
        run.timeSeconds(),
        run.errors());
  }

  private static Settings settings(BlockDevice main, BlockDevice spare) {
    return new Settings(
        main,
        List.of(spare),
        "auto",
        0,
        1,
        8,
        0,
        List.of(),
        false,
        false,
        false,
        0,
        Clock.systemUTC(),
        new UUID(0, 0),
        InitialMap.EMPTY,
        null);
  }
}

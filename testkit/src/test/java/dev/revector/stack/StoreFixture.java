package dev.revector.stack;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.spi.PlacementStrategy;
import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;
import dev.revector.spi.SpareSpace;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.UUID;

/** A metadata store over a simulated spare, without an engine. */
final class StoreFixture {
  static final long MAIN_SECTORS = 1L << 40;

  private StoreFixture() {}

  static List<PlacementStrategy> strategies() {
    return ServiceLoader.load(PlacementStrategy.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  static PlacementStrategy strategy(String name) {
    return strategies().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  static SimulatedDisk main() {
    return SimulatedDisk.builder(MAIN_SECTORS).seed(7).path("main").build();
  }

  static SimulatedDisk spare(long bytes, int physicalBlockSize) {
    return SimulatedDisk.builder(bytes / 512)
        .physicalBlockSize(physicalBlockSize)
        .seed(9)
        .path("spare")
        .build();
  }

  static MetadataStore create(BlockDevice spare, String strategy, int copies) throws IOException {
    DeviceGeometry geometry =
        new DeviceGeometry(MAIN_SECTORS, 512, spare.geometry().physicalBlockSize());
    CreateRequest request = request(geometry, List.of(spare), strategy, copies, List.of());
    MetadataStore store = new LedgerStoreProvider().create(request);
    attach(store, spare);
    return store;
  }

  static CreateRequest request(
      DeviceGeometry main,
      List<BlockDevice> spares,
      String strategy,
      int copies,
      List<Long> customSectors) {
    return new CreateRequest(
        main,
        main().identity(),
        spares,
        new UUID(1, 2),
        strategy(strategy),
        copies,
        0,
        customSectors,
        1_000_000);
  }

  static MetadataStore open(BlockDevice spare) throws IOException {
    MetadataStore store = open(spare, false);
    attach(store, spare);
    return store;
  }

  static MetadataStore open(BlockDevice spare, boolean readOnly) throws IOException {
    return new LedgerStoreProvider()
        .open(new OpenRequest(Optional.empty(), List.of(spare), strategies(), false, readOnly));
  }

  /** Gives the store an allocator's free room, as the engine does. */
  static SpareAllocator attach(MetadataStore store, BlockDevice spare) {
    int sectors = store.pair().slotSize() / 512;
    SpareAllocator allocator =
        ServiceLoader.load(SpareAllocatorProvider.class)
            .findFirst()
            .orElseThrow()
            .create(spare.geometry().sectors() / sectors);
    for (Extent extent : store.reservation(0)) {
      if (!allocator.tryReserve(extent.first() / sectors, extent.count() / sectors)) {
        throw new IllegalStateException("reservation overlaps: " + extent);
      }
    }
    store.forEachRun(
        run -> {
          if (run.state().hasSlot()) {
            allocator.markUsed(run.spareSector() / sectors, (run.count() + sectors - 1) / sectors);
          }
        });
    store.attach(
        new SpareSpace() {
          @Override
          public boolean tryReserve(int index, long sector, long count) {
            return allocator.tryReserve(sector / sectors, count / sectors);
          }

          @Override
          public void unreserve(int index, long sector, long count) {
            allocator.unreserve(sector / sectors, count / sectors);
          }

          @Override
          public void retire(int index, long sector, long count) {
            allocator.unreserve(sector / sectors, count / sectors);
            allocator.retire(sector / sectors, count / sectors);
          }

          @Override
          public long findFree(int index, long count, long alignment) {
            long slot = allocator.findFree(count / sectors, alignment / sectors);
            return slot < 0 ? -1 : slot * sectors;
          }

          @Override
          public long freeFrom(int index, long sector) {
            long slot = sector / sectors;
            return slot < allocator.slots() ? allocator.freeFrom(slot) * sectors : 0;
          }

          @Override
          public void holdBack(int index, long sector, long count) {
            allocator.holdBack(sector / sectors, count / sectors);
          }

          @Override
          public void letGo() {
            allocator.letGo();
          }
        });
    return allocator;
  }

  static MapRun run(long lba, int count, long spareSector) {
    return new MapRun(
        lba, count, SectorState.MAPPED, 0, spareSector, RemapReason.WRITE_ERROR, 1_000_000, 1);
  }

  static MapChange put(long lba, long spareSector) {
    return new MapChange.Put(run(lba, 1, spareSector));
  }

  /** The map, sector by sector. */
  static Map<Long, Long> map(MetadataStore store) {
    TreeMap<Long, Long> map = new TreeMap<>();
    for (MapRun run : runs(store)) {
      for (int i = 0; i < run.count(); i++) {
        map.put(run.lba() + i, run.spareSector() + i);
      }
    }
    return map;
  }

  static List<MapRun> runs(MetadataStore store) {
    List<MapRun> runs = new ArrayList<>();
    store.forEachRun(runs::add);
    return runs;
  }
}

package dev.revector.stack;

import dev.revector.RemapTarget;
import dev.revector.SparesExhaustedException;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.spi.PlacementStrategy;
import dev.revector.testkit.Operation;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Two simulated disks on one power supply. Values: opening one for writing changes it, so copy it
 * before.
 */
record SimPair(Setup setup, SimulatedDisk main, SimulatedDisk spare) {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  private static final List<PlacementStrategy> STRATEGIES = List.copyOf(StoreFixture.strategies());

  static SimPair fresh(Setup setup, long seed) {
    SimulatedDisk main =
        SimulatedDisk.builder(Setup.SECTORS)
            .physicalBlockSize(setup.mainBlock())
            .path("main")
            .stableId("main")
            .backing("main")
            .preciseErrors((seed & 1) == 0)
            .readModifyWrite((seed & 2) == 0)
            .seed(seed)
            .build();
    SimulatedDisk spare =
        SimulatedDisk.builder(setup.spareBytes() / 512)
            .physicalBlockSize(setup.spareBlock())
            .path("spare")
            .backing("spare")
            .seed(seed + 1)
            .build();
    return new SimPair(setup, main, spare);
  }

  RemapTarget create() throws IOException {
    return create(new UUID(1, 2));
  }

  private RemapTarget create(UUID uuid) throws IOException {
    return RemapTarget.builder()
        .main(main)
        .spare(spare)
        .copies(setup.copies())
        .minCopies(1)
        .pair(uuid)
        .clock(CLOCK)
        .create();
  }

  /** The spare of another pair, made the same way, with some remaps of its own. */
  static SimulatedDisk another(Setup setup) {
    SimPair pair = fresh(setup, 99);
    try (RemapTarget target = pair.create(new UUID(3, 4))) {
      for (int lba = 0; lba < 12; lba++) {
        target.remap((long) lba * setup.perUnit(), 1);
      }
    } catch (SparesExhaustedException e) {
      return pair.spare();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pair.spare();
  }

  RemapTarget open() throws IOException {
    return RemapTarget.builder().main(main).spare(spare).retries(1).clock(CLOCK).open();
  }

  /** Opens beside whoever has the pair open for writing. */
  RemapTarget openReadOnly() throws IOException {
    return RemapTarget.builder()
        .main(main.readOnlyView())
        .spare(spare.readOnlyView())
        .readOnly(true)
        .retries(1)
        .clock(CLOCK)
        .open();
  }

  /** The metadata alone, read-only. */
  MetadataStore store() throws IOException {
    return new LedgerStoreProvider()
        .open(
            new OpenRequest(
                Optional.empty(), List.of(spare.readOnlyView()), STRATEGIES, false, true));
  }

  SimPair copy() {
    return new SimPair(setup, main.copy(), spare.copy());
  }

  SimPair cut(PowerCut ofMain, PowerCut ofSpare) {
    return new SimPair(setup, main.powerCut(ofMain), spare.powerCut(ofSpare));
  }

  int pending() {
    return main.pendingFragments().size() + spare.pendingFragments().size();
  }

  void listen(Consumer<Operation> listener) {
    main.listen(listener);
    spare.listen(listener);
  }

  void takePower() {
    main.faults().gone();
    spare.faults().gone();
  }

  /** Ends faults that strike only now and then; those of the medium stay. */
  void disarm() {
    main.faults().disarm();
    spare.faults().disarm();
  }

  /** True when the place that the map names for this sector can't be read. */
  boolean isUnreadable(MapView map, int lba) {
    long slot = map.spareSector(lba);
    return slot == MapView.NO_SLOT
        ? main.faults().isUnreadable(lba, 1)
        : spare.faults().isUnreadable(slot, 1);
  }
}

package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.InitialMap;
import dev.revector.spi.RedundancySource;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@link dev.revector.RemapTargetBuilder} gathered; see there. */
public record Settings(
    @Nullable BlockDevice main,
    List<BlockDevice> spares,
    String strategy,
    int copies,
    int minCopies,
    int maxCopies,
    long minDistanceBytes,
    List<Long> customSectors,
    boolean force,
    boolean acceptMain,
    boolean readOnly,
    int retries,
    Clock clock,
    UUID pair,
    InitialMap initialMap,
    @Nullable RedundancySource redundancy) {

  /** The same with spares whose flushes the store and the engine of one opening share. */
  Settings guarded() {
    return new Settings(
        main,
        GuardedSpare.all(spares),
        strategy,
        copies,
        minCopies,
        maxCopies,
        minDistanceBytes,
        customSectors,
        force,
        acceptMain,
        readOnly,
        retries,
        clock,
        pair,
        initialMap,
        redundancy);
  }
}

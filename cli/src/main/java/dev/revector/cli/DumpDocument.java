package dev.revector.cli;

import dev.revector.MapRun;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.PairStatus;
import java.util.List;
import java.util.UUID;

/**
 * What {@code dump} prints: all that the metadata says. docs/DUMP.md describes it.
 *
 * <p>Fields have the names and meanings that they have in {@link StatusDocument} and {@link
 * ListDocument}, except that each run is there once, in ascending order of {@code lba}, and names
 * the state that the metadata holds: {@code mapped}, {@code lost}, {@code pending} (no slot, so
 * spare and sector are 0) or {@code mapped-pending} (its slot could not be read).
 */
record DumpDocument(
    int schema,
    UUID uuid,
    String created,
    Main main,
    List<StatusDocument.Spare> spares,
    Placement placement,
    boolean live,
    long sequence,
    long epoch,
    int generation,
    List<Retired> retired,
    List<Run> runs) {

  record Main(String stableId, long sectors, int sectorSize, int physicalBlockSize) {}

  record Placement(String strategy, int blockSize, List<StatusDocument.Copy> copies) {}

  record Retired(int spare, long sector, long sectors) {}

  record Run(
      long lba,
      int count,
      int spare,
      long spareSector,
      String reason,
      String time,
      int errors,
      String state) {

    static Run of(MapRun run) {
      return new Run(
          run.lba(),
          run.count(),
          run.spare(),
          run.spareSector(),
          run.reason().label(),
          Json.time(run.timeSeconds()),
          run.errors(),
          Json.word(run.state()));
    }
  }

  static DumpDocument of(PairStatus status, List<SpareExtent> retired, List<MapRun> runs) {
    var pair = status.pair();
    var metadata = status.metadata();
    return new DumpDocument(
        Json.SCHEMA,
        pair.uuid(),
        Json.time(pair.createdSeconds()),
        new Main(
            pair.mainStableId(),
            pair.main().sectors(),
            pair.main().sectorSize(),
            pair.main().physicalBlockSize()),
        StatusDocument.Spare.of(status),
        new Placement(
            metadata.strategy(),
            metadata.blockSize(),
            StatusDocument.Placement.of(metadata).copies()),
        metadata.live(),
        metadata.sequence(),
        metadata.epoch(),
        metadata.generation(),
        retired.stream().map(one -> new Retired(one.spare(), one.sector(), one.sectors())).toList(),
        runs.stream().map(Run::of).toList());
  }
}

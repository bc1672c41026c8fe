package dev.revector.cli;

import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import dev.revector.PairStatus;
import java.util.List;
import java.util.UUID;

/** What {@code status --json} prints. */
record StatusDocument(
    int schema,
    String state,
    UUID uuid,
    Main main,
    List<Spare> spares,
    Placement placement,
    boolean live,
    long sequence,
    long remaps,
    long remappedSectors,
    long pending,
    long lost,
    int health) {

  record Main(String path, long sectors, int sectorSize, int physicalBlockSize) {
    static Main of(PairStatus status) {
      PairIdentity pair = status.pair();
      return new Main(
          status.mainPath(),
          pair.main().sectors(),
          pair.main().sectorSize(),
          pair.main().physicalBlockSize());
    }
  }

  record Spare(
      String path,
      long sectors,
      int slotSize,
      long slots,
      long used,
      long free,
      long retired,
      long reservedSectors,
      long heldBackSectors) {

    static List<Spare> of(PairStatus status) {
      int slotSize = status.pair().slotSize();
      return status.spares().stream()
          .map(
              spare ->
                  new Spare(
                      spare.path(),
                      spare.sectors(),
                      slotSize,
                      spare.slots(),
                      spare.used(),
                      spare.free(),
                      spare.retired(),
                      spare.reservedSectors(),
                      spare.heldBackSectors()))
          .toList();
    }
  }

  record Placement(String strategy, List<Copy> copies) {
    static Placement of(MetadataStatus metadata) {
      return new Placement(
          metadata.strategy(),
          metadata.copies().stream()
              .map(
                  copy ->
                      new Copy(
                          copy.index(), Json.word(copy.state()), copy.sequence(), copy.extents()))
              .toList());
    }
  }

  record Copy(int index, String state, long sequence, List<MetadataStatus.SpareExtent> extents) {}

  static StatusDocument of(PairStatus status) {
    return new StatusDocument(
        Json.SCHEMA,
        Json.word(status.state()),
        status.pair().uuid(),
        Main.of(status),
        Spare.of(status),
        Placement.of(status.metadata()),
        status.metadata().live(),
        status.metadata().sequence(),
        status.runs(),
        status.remappedSectors(),
        status.pendingSectors(),
        status.lostSectors(),
        status.health());
  }
}

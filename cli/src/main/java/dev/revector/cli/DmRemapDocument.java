package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.transfer.DmRemapSpare;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code import --from dm-remap --json} prints.
 *
 * @param dryRun true when nothing was written; then the last two say what would be
 * @param inPlace true when the old spare is the new one
 * @param uuid the new pair's number; absent after a dry run
 * @param source the dm-remap spare
 * @param sequence sequence of the copy that counts
 * @param written when it was written
 * @param copies where the old copies may stand, and what stands there
 * @param records records in the copy that counts, the same sector perhaps more than once
 * @param ignored records of sectors that main does not have
 * @param placement where each new copy lies
 * @param remaps every sector that the module remapped
 * @param remapped sectors that have their data
 * @param lost sectors that have none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DmRemapDocument(
    int schema,
    String action,
    String from,
    boolean dryRun,
    boolean inPlace,
    @Nullable UUID uuid,
    Disk main,
    List<Disk> spares,
    Disk source,
    long sequence,
    String written,
    List<OldCopy> copies,
    long records,
    long ignored,
    List<SpareExtent> placement,
    List<Sector> remaps,
    long remapped,
    long lost) {

  /**
   * A remapped sector.
   *
   * @param lost true when its data can't be believed
   * @param reason why; absent when it is not lost
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Sector(long lba, long spareSector, String time, boolean lost, String reason) {}

  /**
   * A place where an old copy may stand.
   *
   * @param state valid, damaged, other-version, unreadable or absent
   */
  record OldCopy(long sector, String state, long sequence) {}

  static DmRemapDocument of(
      boolean dryRun,
      boolean inPlace,
      BlockDevice main,
      BlockDevice spare,
      BlockDevice source,
      DmRemapSpare found,
      CreatePlan plan) {
    List<Sector> sectors =
        found.remaps().stream()
            .map(
                remap ->
                    new Sector(
                        remap.lba(),
                        remap.spareSector(),
                        Json.time(remap.timeSeconds()),
                        DmRemapImport.isLost(remap),
                        DmRemapImport.reason(remap)))
            .toList();
    long lost = sectors.stream().filter(Sector::lost).count();
    return new DmRemapDocument(
        Json.SCHEMA,
        "import",
        "dm-remap",
        dryRun,
        inPlace,
        null,
        Disk.of(main),
        List.of(Disk.of(spare)),
        Disk.of(source),
        found.sequence(),
        Json.time(found.writtenSeconds()),
        found.copies().stream()
            .map(copy -> new OldCopy(copy.sector(), Json.word(copy.state()), copy.sequence()))
            .toList(),
        found.records(),
        found.foreign().size(),
        plan.copies(),
        sectors,
        sectors.size() - lost,
        lost);
  }

  DmRemapDocument done(UUID pair, long nowRemapped, long nowLost) {
    return new DmRemapDocument(
        schema,
        action,
        from,
        dryRun,
        inPlace,
        pair,
        main,
        spares,
        source,
        sequence,
        written,
        copies,
        records,
        ignored,
        placement,
        remaps,
        nowRemapped,
        nowLost);
  }
}

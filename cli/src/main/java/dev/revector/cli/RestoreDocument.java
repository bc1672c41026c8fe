package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.revector.MetadataStatus.SpareExtent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code restore --json} prints.
 *
 * @param dryRun true when nothing was written; then the last three say what would be
 * @param inPlace true when the data stays where it is on the spare
 * @param uuid the new pair's number; absent after a dry run
 * @param data the device that holds the remapped sectors' data; absent when there is none
 * @param placement where each copy lies
 * @param runs runs in the dump
 * @param remapped sectors that have their data
 * @param pending sectors that can't be read and have no slot
 * @param lost sectors that have a slot and no data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestoreDocument(
    int schema,
    String action,
    boolean dryRun,
    boolean inPlace,
    @Nullable UUID uuid,
    Disk main,
    List<Disk> spares,
    @Nullable Disk data,
    List<SpareExtent> placement,
    long runs,
    long remapped,
    long pending,
    long lost) {

  RestoreDocument done(UUID pair, long nowRemapped, long nowLost) {
    return new RestoreDocument(
        schema,
        action,
        dryRun,
        inPlace,
        pair,
        main,
        spares,
        data,
        placement,
        runs,
        nowRemapped,
        pending,
        nowLost);
  }
}

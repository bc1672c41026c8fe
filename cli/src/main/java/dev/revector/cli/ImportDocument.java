package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code import --json} prints for a list of sectors.
 *
 * @param dryRun true when nothing was changed; then the last three say what would be
 * @param areas areas in the list, neighbouring sectors being one
 * @param listed sectors in the list
 * @param ignored entries that are no error of the medium or name no sector of the disk
 * @param inMap sectors of the list that the map had already
 * @param pending sectors that became pending, neighbours in their slots included
 * @param remapped sectors that moved to the spare, neighbours in their slots included
 * @param unreadable sectors that were to move and could not be read, neighbours in their slots
 *     included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportDocument(
    int schema,
    String action,
    String from,
    boolean dryRun,
    @Nullable Disk main,
    List<Disk> spares,
    long areas,
    long listed,
    long ignored,
    long inMap,
    long pending,
    long remapped,
    long unreadable) {

  ImportDocument done(long nowPending, long nowRemapped, long nowUnreadable) {
    return new ImportDocument(
        schema,
        action,
        from,
        dryRun,
        main,
        spares,
        areas,
        listed,
        ignored,
        inMap,
        nowPending,
        nowRemapped,
        nowUnreadable);
  }
}

package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.revector.MapRun;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the commands print as JSON that change data.
 *
 * @param action the command's name
 * @param dryRun true when nothing was changed
 * @param lba first sector
 * @param count number of sectors
 * @param main main
 * @param spares the spares
 * @param remaps the remaps in that range now
 * @param pending the pending sectors in that range now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeDocument(
    int schema,
    String action,
    boolean dryRun,
    long lba,
    long count,
    @Nullable Disk main,
    List<Disk> spares,
    List<ListDocument.Remap> remaps,
    List<ListDocument.Pending> pending) {

  static ChangeDocument of(
      String action, boolean dryRun, Pair pair, long lba, long count, List<MapRun> runs) {
    ListDocument list = ListDocument.of(runs);
    Optional<Disk> main = pair.main();
    return new ChangeDocument(
        Json.SCHEMA,
        action,
        dryRun,
        lba,
        count,
        main.orElse(null),
        List.of(pair.spare()),
        list.remaps(),
        list.pending());
  }
}

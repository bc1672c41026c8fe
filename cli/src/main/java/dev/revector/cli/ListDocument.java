package dev.revector.cli;

import dev.revector.MapRun;
import dev.revector.SectorState;
import java.util.List;

/**
 * What {@code list --json} prints. A mapped sector whose slot can't be read is in both lists: it
 * has a slot, and it is pending.
 */
record ListDocument(int schema, List<Remap> remaps, List<Pending> pending) {

  record Remap(
      long lba,
      int count,
      int spare,
      long spareSector,
      String reason,
      String time,
      int errors,
      String state) {

    static Remap of(MapRun run) {
      return new Remap(
          run.lba(),
          run.count(),
          run.spare(),
          run.spareSector(),
          run.reason().label(),
          Json.time(run.timeSeconds()),
          run.errors(),
          run.state() == SectorState.LOST ? "lost" : "active");
    }
  }

  record Pending(long lba, int count, String time) {
    static Pending of(MapRun run) {
      return new Pending(run.lba(), run.count(), Json.time(run.timeSeconds()));
    }
  }

  static ListDocument of(List<MapRun> runs) {
    return new ListDocument(
        Json.SCHEMA,
        runs.stream().filter(run -> run.state().hasSlot()).map(Remap::of).toList(),
        runs.stream().filter(ListDocument::isPending).map(Pending::of).toList());
  }

  static boolean isPending(MapRun run) {
    return run.state() == SectorState.PENDING || run.state() == SectorState.MAPPED_PENDING;
  }
}

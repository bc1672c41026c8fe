package dev.revector.cli.demo;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.util.BitSet;

/** Tells of each remap once. */
final class RemapWatch {
  private final Stage stage;
  private final BitSet known = new BitSet();

  RemapWatch(Stage stage) {
    this.stage = stage;
  }

  /** Tells of the remaps among these sectors that are new. */
  void look(RemapTarget target, int lba, int count) throws IOException {
    for (MapRun run : target.runs(lba, count)) {
      int first = known.nextClearBit((int) run.lba());
      while (run.state().hasSlot() && first < run.end()) {
        int end = first;
        while (end < run.end() && !known.get(end)) {
          end++;
        }
        tell(run.slice(first, end));
        known.set(first, end);
        first = known.nextClearBit(end);
      }
    }
  }

  private void tell(MapRun part) throws IOException {
    String many = part.count() == 1 ? "sector " : "sectors ";
    stage.tell(
        "remapped "
            + many
            + new Extent(part.lba(), part.count())
            + " to spare "
            + many
            + new Extent(part.spareSector(), part.count())
            + " ("
            + part.reason().label()
            + ")");
  }
}

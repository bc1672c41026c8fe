package dev.revector.internal;

import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;

/** Gathers runs in ascending order and makes neighbours that belong together one run. */
final class RunJoin {
  private final List<MapRun> runs = new ArrayList<>();

  void add(MapRun run) {
    int last = runs.size() - 1;
    if (last >= 0 && joins(runs.get(last), run)) {
      runs.set(last, joined(runs.get(last), run));
    } else {
      runs.add(run);
    }
  }

  List<MapRun> runs() {
    return runs;
  }

  static boolean joins(MapRun left, MapRun right) {
    return left.end() == right.lba()
        && left.state() == right.state()
        && left.reason() == right.reason()
        && left.spare() == right.spare()
        && left.count() + right.count() <= MapRun.MAX_COUNT
        && (!left.state().hasSlot() || left.spareSector() + left.count() == right.spareSector());
  }

  /** Of time and errors, which are for people, the larger stays. */
  static MapRun joined(MapRun left, MapRun right) {
    return new MapRun(
        left.lba(),
        left.count() + right.count(),
        left.state(),
        left.spare(),
        left.spareSector(),
        left.reason(),
        Math.max(left.timeSeconds(), right.timeSeconds()),
        Math.max(left.errors(), right.errors()));
  }
}

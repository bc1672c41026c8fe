package dev.revector.cli;

import dev.revector.MapRun;
import java.util.ArrayList;
import java.util.List;

/** Compares two states of the map. Pure. */
final class MapDiff {
  private MapDiff() {}

  /**
   * The parts of the runs in {@code now} that were not so in {@code before}: not in the map, in
   * another state, or in another place. Both lists ascend and have no overlaps.
   */
  static List<MapRun> news(List<MapRun> before, List<MapRun> now) {
    List<MapRun> news = new ArrayList<>();
    int next = 0;
    for (MapRun run : now) {
      long from = run.lba();
      while (next < before.size() && before.get(next).end() <= from) {
        next++;
      }
      for (int i = next; i < before.size() && before.get(i).lba() < run.end(); i++) {
        MapRun old = before.get(i);
        if (isSame(old, run)) {
          add(news, run, from, old.lba());
          from = Math.max(from, old.end());
        }
      }
      add(news, run, from, run.end());
    }
    return news;
  }

  private static void add(List<MapRun> news, MapRun run, long from, long to) {
    if (from < to) {
      news.add(run.slice(from, to));
    }
  }

  private static boolean isSame(MapRun old, MapRun run) {
    return old.state() == run.state()
        && old.spare() == run.spare()
        && (!run.state().hasSlot()
            || old.spareSector() - old.lba() == run.spareSector() - run.lba());
  }
}

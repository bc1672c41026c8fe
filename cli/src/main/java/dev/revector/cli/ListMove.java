package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What moving the sectors of a list to the spare came to.
 *
 * @param pending sectors that no reader gets from now on, neighbours in a slot included
 * @param remapped sectors that moved, neighbours in a slot included
 * @param unreadable sectors that were to move and could not be read, neighbours in a slot included
 */
record ListMove(long pending, long remapped, long unreadable) {

  /** Moves everything that can be; what can't be read is pending afterwards. */
  static ListMove of(RemapTarget target, List<Extent> sectors) throws IOException {
    List<MapRun> errors = errors(target);
    long remapped = target.status().remappedSectors();
    List<Extent> unreadable = new ArrayList<>();
    for (Extent extent : sectors) {
      try {
        target.remap(extent.first(), extent.count(), RemapReason.IMPORTED);
      } catch (UnreadableSectorException e) {
        unreadable.addAll(e.sectors());
      }
    }
    List<MapRun> news = MapDiff.news(errors, errors(target));
    return new ListMove(
        news.stream().mapToLong(MapRun::count).sum(),
        target.status().remappedSectors() - remapped,
        distinct(unreadable));
  }

  /** What is an error to readers, whether it has a slot or not. */
  private static List<MapRun> errors(RemapTarget target) {
    return target.runs(0, target.geometry().sectors()).stream()
        .filter(run -> !run.state().readable())
        .map(
            run ->
                new MapRun(run.lba(), run.count(), SectorState.PENDING, 0, 0, run.reason(), 0, 0))
        .toList();
  }

  private static long distinct(List<Extent> extents) {
    extents.sort(Comparator.comparingLong(Extent::first));
    long count = 0;
    long end = 0;
    for (Extent extent : extents) {
      count += Math.max(0, extent.end() - Math.max(end, extent.first()));
      end = Math.max(end, extent.end());
    }
    return count;
  }
}

package dev.revector;

import java.util.List;
import java.util.Optional;

/**
 * The map that a new pair begins with, instead of an empty one: see {@link
 * RemapTargetBuilder#initialMap}.
 *
 * @param runs what the map is to say, in ascending order and disjoint. The spare sector of a run is
 *     where its data lies on {@code data}; spare indexes count for nothing, a new pair has one
 *     spare. A sector whose data is nowhere becomes {@linkplain SectorState#LOST lost}
 * @param retired sectors of {@code data} that failed; heeded when the data stays in place
 * @param data the device that holds the data, in sectors of main's size. When it is the very spare
 *     of the new pair, data stays in place: the new metadata goes around it, and what lies where no
 *     slot can be moves to a free one. Else the data is copied, and this device is only read. Empty
 *     when there is no data
 * @param obsolete sectors of {@code data} that hold another format's metadata. In place they are
 *     left alone until the new metadata is durable, and then zeroed
 * @since 0.1
 */
public record InitialMap(
    List<MapRun> runs, List<Extent> retired, Optional<BlockDevice> data, List<Extent> obsolete) {

  /** A map that is empty, which is what a pair begins with by default. */
  public static final InitialMap EMPTY =
      new InitialMap(List.of(), List.of(), Optional.empty(), List.of());

  /** Checks the order of the runs. */
  public InitialMap {
    runs = List.copyOf(runs);
    retired = List.copyOf(retired);
    obsolete = List.copyOf(obsolete);
    long end = 0;
    for (MapRun run : runs) {
      if (run.lba() < end) {
        throw new IllegalArgumentException("runs are not ascending and disjoint: lba=" + run.lba());
      }
      end = run.end();
    }
  }
}

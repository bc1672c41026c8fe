package dev.revector.internal;

import dev.revector.MapRun;
import java.io.IOException;
import java.util.stream.Stream;

/** Lets benchmarks reach the engine's table, which is not exported. */
public final class TableAccess {
  private final RemapTable table;

  /** A table with these runs, in ascending order. */
  public TableAccess(Stream<MapRun> runs) {
    TableLoader loader = new TableLoader();
    runs.forEachOrdered(loader::add);
    table = new RemapTable(loader);
  }

  /** Puts a run in. */
  public void put(MapRun run) {
    table.put(run);
  }

  /** Takes sectors out. */
  public void remove(long lba, long count) {
    table.remove(lba, count);
  }

  /** What the engine asks for every request. */
  public boolean isClear(long lba, long count) {
    return table.isClear(lba, count);
  }

  /** The spare sector that holds {@code lba}, -1 when it is healthy. */
  public long place(long lba) {
    MapRun run = table.find(lba);
    return run == null ? -1 : run.spareSector() + (lba - run.lba());
  }

  /** Cuts a range as the slow path does; returns how many of its sectors are in the map. */
  public long remapped(long lba, long count) {
    long[] sectors = new long[1];
    try {
      Segments.walk(
          table, lba, lba + count, (from, to, run) -> sectors[0] += run == null ? 0 : to - from);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return sectors[0];
  }

  /** The object whose size counts. */
  public Object table() {
    return table;
  }
}

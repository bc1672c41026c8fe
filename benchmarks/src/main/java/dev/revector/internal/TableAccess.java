package dev.revector.internal;

import dev.revector.MapRun;
import java.util.stream.Stream;

/** Lets benchmarks reach the engine's table, which is not exported. */
public final class TableAccess {
  private final RemapTable table;

  /** A table of a disk with so many sectors and these runs, in ascending order. */
  public TableAccess(long sectors, Stream<MapRun> runs) {
    TableLoader loader = new TableLoader(sectors);
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

  /** The spare sector that holds {@code lba}, -1 when it is healthy: asked as the engine does. */
  public long place(long lba) {
    if (table.isClear(lba, 1)) {
      return -1;
    }
    Segments sector = table.segments(lba, lba + 1);
    return sector.next() && sector.hasSlot() ? sector.spareSector() : -1;
  }

  /** Cuts a range as the slow path does; returns how many of its sectors are in the map. */
  public long remapped(long lba, long count) {
    long sectors = 0;
    for (Segments part = table.segments(lba, lba + count); part.next(); ) {
      sectors += part.hasSlot() ? part.count() : 0;
    }
    return sectors;
  }

  /** The object whose size counts. */
  public Object table() {
    return table;
  }
}

package dev.revector.benchmarks;

import dev.revector.internal.TableAccess;

/** The engine's table. */
final class OwnTable implements SectorMap {
  private final TableAccess table = new TableAccess();

  @Override
  public void put(Sectors sectors, long i) {
    table.put(sectors.run(i));
  }

  @Override
  public void remove(Sectors sectors, long i) {
    table.remove(sectors.sector(i), 1);
  }

  /** As the engine does: what is clear needs no more. */
  @Override
  public long get(long lba) {
    return table.isClear(lba, 1) ? NONE : table.place(lba);
  }

  @Override
  public long count(long lba, int sectors) {
    return table.remapped(lba, sectors);
  }

  @Override
  public boolean isClear(long lba, int sectors) {
    return table.isClear(lba, sectors);
  }

  @Override
  public Object content() {
    return table.table();
  }
}

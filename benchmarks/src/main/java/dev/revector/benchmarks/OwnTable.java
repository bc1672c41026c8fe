package dev.revector.benchmarks;

import dev.revector.internal.TableAccess;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The engine's table. */
final class OwnTable implements SectorMap {
  private TableAccess table = new TableAccess(Sectors.ALL, Stream.of());

  /** As at an opening: in the order of the sectors, which a long holds above their numbers. */
  @Override
  public void fill(Sectors sectors, int count) {
    int shift = Long.SIZE - 1 - Sectors.BITS;
    table =
        new TableAccess(
            Sectors.ALL,
            LongStream.range(0, count)
                .map(i -> sectors.sector(i) << shift | i)
                .sorted()
                .mapToObj(both -> sectors.run(both & (1L << shift) - 1)));
  }

  @Override
  public void put(Sectors sectors, long i) {
    table.put(sectors.run(i));
  }

  @Override
  public void remove(Sectors sectors, long i) {
    table.remove(sectors.sector(i), 1);
  }

  @Override
  public long get(long lba) {
    return table.place(lba);
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

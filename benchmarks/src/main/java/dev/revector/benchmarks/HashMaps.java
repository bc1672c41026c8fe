package dev.revector.benchmarks;

import com.carrotsearch.hppc.LongLongHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import org.agrona.collections.Long2LongHashMap;

/**
 * Hash maps of primitives, which are not made for threads: each needs a lock or a copy beside a
 * writer.
 */
final class HashMaps {
  private HashMaps() {}

  /** Agrona's. */
  static final class Agrona implements SectorMap {
    private final Long2LongHashMap map = new Long2LongHashMap(NONE);

    @Override
    public void put(Sectors sectors, long i) {
      map.put(sectors.sector(i), sectors.place(i));
    }

    @Override
    public void remove(Sectors sectors, long i) {
      map.remove(sectors.sector(i));
    }

    @Override
    public long get(long lba) {
      return map.get(lba);
    }

    @Override
    public Object content() {
      return map;
    }
  }

  /** Eclipse Collections'. */
  static final class Eclipse implements SectorMap {
    private final org.eclipse.collections.impl.map.mutable.primitive.LongLongHashMap map =
        new org.eclipse.collections.impl.map.mutable.primitive.LongLongHashMap();

    @Override
    public void put(Sectors sectors, long i) {
      map.put(sectors.sector(i), sectors.place(i));
    }

    @Override
    public void remove(Sectors sectors, long i) {
      map.removeKey(sectors.sector(i));
    }

    @Override
    public long get(long lba) {
      return map.getIfAbsent(lba, NONE);
    }

    @Override
    public Object content() {
      return map;
    }
  }

  /** fastutil's. */
  static final class Fastutil implements SectorMap {
    private final Long2LongOpenHashMap map = new Long2LongOpenHashMap();

    Fastutil() {
      map.defaultReturnValue(NONE);
    }

    @Override
    public void put(Sectors sectors, long i) {
      map.put(sectors.sector(i), sectors.place(i));
    }

    @Override
    public void remove(Sectors sectors, long i) {
      map.remove(sectors.sector(i));
    }

    @Override
    public long get(long lba) {
      return map.get(lba);
    }

    @Override
    public Object content() {
      return map;
    }
  }

  /** HPPC's. */
  static final class Hppc implements SectorMap {
    private final LongLongHashMap map = new LongLongHashMap();

    @Override
    public void put(Sectors sectors, long i) {
      map.put(sectors.sector(i), sectors.place(i));
    }

    @Override
    public void remove(Sectors sectors, long i) {
      map.remove(sectors.sector(i));
    }

    @Override
    public long get(long lba) {
      return map.getOrDefault(lba, NONE);
    }

    @Override
    public Object content() {
      return map;
    }
  }
}

package dev.revector.benchmarks;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The JDK's. The ordered ones keep a run as one entry: first sector to spare sector and length. */
final class JavaMaps {
  private JavaMaps() {}

  /** ConcurrentHashMap, an entry for each sector. */
  static final class Concurrent implements SectorMap {
    private final Map<Long, Long> map = new ConcurrentHashMap<>();

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
      Long place = map.get(lba);
      return place == null ? NONE : place;
    }

    @Override
    public Object content() {
      return map;
    }
  }

  /** Looks for the run at or before a sector. */
  abstract static class Ordered implements SectorMap {
    private static final int LENGTH_BITS = 16;

    private final NavigableMap<Long, Long> runs;

    Ordered(NavigableMap<Long, Long> runs) {
      this.runs = runs;
    }

    /** Lengthens the run before, if that is this sector's. */
    @Override
    public void put(Sectors sectors, long i) {
      long lba = sectors.sector(i);
      Map.Entry<Long, Long> before = runs.lowerEntry(lba);
      if (before != null && end(before) == lba && placeAt(before, lba) == sectors.place(i)) {
        runs.put(before.getKey(), before.getValue() + 1);
      } else {
        runs.put(lba, sectors.place(i) << LENGTH_BITS | 1);
      }
    }

    @Override
    public void remove(Sectors sectors, long i) {
      runs.remove(sectors.sector(i));
    }

    private static long end(Map.Entry<Long, Long> run) {
      return run.getKey() + (run.getValue() & (1 << LENGTH_BITS) - 1);
    }

    private static long placeAt(Map.Entry<Long, Long> run, long lba) {
      return (run.getValue() >>> LENGTH_BITS) + (lba - run.getKey());
    }

    @Override
    public long get(long lba) {
      Map.Entry<Long, Long> run = runs.floorEntry(lba);
      return run == null || end(run) <= lba ? NONE : placeAt(run, lba);
    }

    @Override
    public long count(long lba, int sectors) {
      long end = lba + sectors;
      Map.Entry<Long, Long> first = runs.floorEntry(lba);
      long found = first == null ? 0 : Math.max(0, Math.min(end, end(first)) - lba);
      for (Map.Entry<Long, Long> run : runs.subMap(lba + 1, end).entrySet()) {
        found += Math.min(end, end(run)) - run.getKey();
      }
      return found;
    }

    @Override
    public boolean isClear(long lba, int sectors) {
      Map.Entry<Long, Long> run = runs.floorEntry(lba + sectors - 1);
      return run == null || end(run) <= lba;
    }

    @Override
    public Object content() {
      return runs;
    }
  }

  /** ConcurrentSkipListMap. */
  static final class SkipList extends Ordered {
    SkipList() {
      super(new ConcurrentSkipListMap<>());
    }
  }

  /** TreeMap, which is not made for threads. */
  static final class Tree extends Ordered {
    Tree() {
      super(new TreeMap<>());
    }
  }
}

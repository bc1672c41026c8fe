package dev.revector.benchmarks;

/** A map from sector to spare sector, ours or a rival's. */
public interface SectorMap {
  /** What {@link #get} says of a sector that is not in the map. */
  long NONE = -1;

  /** Puts the first {@code count} sectors of a pattern in. */
  default void fill(Sectors sectors, int count) {
    for (long i = 0; i < count; i++) {
      put(sectors, i);
    }
  }

  /** Puts sector number {@code i} of a pattern in. */
  void put(Sectors sectors, long i);

  /** Takes sector number {@code i} of a pattern out. */
  void remove(Sectors sectors, long i);

  /** The spare sector, or {@link #NONE}. */
  long get(long lba);

  /** How many of these sectors are in the map. */
  default long count(long lba, int sectors) {
    long found = 0;
    for (long at = lba; at < lba + sectors; at++) {
      found += get(at) == NONE ? 0 : 1;
    }
    return found;
  }

  /** True when none of these sectors is in the map. */
  default boolean isClear(long lba, int sectors) {
    return count(lba, sectors) == 0;
  }

  /** The object whose size counts. */
  Object content();

  /** The contestants. */
  enum Kind {
    REVECTOR,
    AGRONA,
    ECLIPSE,
    FASTUTIL,
    HPPC,
    CONCURRENT_HASH_MAP,
    SKIP_LIST,
    TREE_MAP,
    ROARING,
    /** Finds nothing: what the measuring itself costs. */
    NOTHING;

    private SectorMap empty() {
      return switch (this) {
        case REVECTOR -> new OwnTable();
        case AGRONA -> new HashMaps.Agrona();
        case ECLIPSE -> new HashMaps.Eclipse();
        case FASTUTIL -> new HashMaps.Fastutil();
        case HPPC -> new HashMaps.Hppc();
        case CONCURRENT_HASH_MAP -> new JavaMaps.Concurrent();
        case SKIP_LIST -> new JavaMaps.SkipList();
        case TREE_MAP -> new JavaMaps.Tree();
        case ROARING -> new RoaringRanks();
        case NOTHING -> new Nothing();
      };
    }

    /** A map with the first {@code count} sectors of a pattern. */
    SectorMap filled(Sectors sectors, int count) {
      SectorMap map = empty();
      map.fill(sectors, count);
      return map;
    }
  }

  /** See {@link Kind#NOTHING}. */
  final class Nothing implements SectorMap {
    @Override
    public void put(Sectors sectors, long i) {}

    @Override
    public void remove(Sectors sectors, long i) {}

    @Override
    public long get(long lba) {
      return NONE;
    }

    @Override
    public Object content() {
      return this;
    }
  }
}

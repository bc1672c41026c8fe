package dev.revector.metadata;

import dev.revector.MapRun;
import dev.revector.SectorState;
import dev.revector.spi.SpareRun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The durable map in memory, entry by entry as it stands in the leaves. An entry keeps its place
 * from birth to death, so a change touches the leaves of the entries it concerns and no other, and
 * a checkpoint costs the same whatever the size of the map.
 *
 * <p>Applying a change is a pure function of table and change (the lowest free place is taken), so
 * a replay after a power cut builds the very table that was there. Not thread-safe.
 */
final class EntryTable {
  private final int perLeaf;
  private final List<long[]> leaves = new ArrayList<>();
  private final BitSet used = new BitSet();
  private int noneFreeBelow;
  private final BitSet dirty = new BitSet();
  private SortedIndex index = new SortedIndex();
  private final List<Integer> retired = new ArrayList<>();

  EntryTable(int blockSize) {
    perLeaf = Format.entriesPerLeaf(blockSize);
  }

  int leafCount() {
    return leaves.size();
  }

  /** Entries in use. */
  int size() {
    return used.cardinality();
  }

  /** Leaves that changed since the last {@link #clean}. */
  BitSet dirtyLeaves() {
    return dirty;
  }

  void clean() {
    dirty.clear();
  }

  /** Takes in a leaf as it was read; leaves come in order, and {@link #index} after the last. */
  void load(ByteBuffer block) {
    long[] words = new long[perLeaf * 3];
    block
        .slice(Format.PAYLOAD, words.length * Long.BYTES)
        .order(block.order())
        .asLongBuffer()
        .get(words);
    int first = leaves.size() * perLeaf;
    leaves.add(words);
    for (int i = 0; i < perLeaf; i++) {
      if (words[i * 3 + 2] != 0) {
        used.set(first + i);
      }
    }
  }

  /** Checks the entries of all leaves that were loaded, and makes their index. */
  void index() {
    int entries = used.cardinality();
    long[] lbas = new long[entries];
    long[] countsAndIds = new long[entries];
    int runs = 0;
    for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
      Entry entry = get(id);
      if (entry.state() == Entry.RETIRED) {
        entry.retired();
        retired.add(id);
      } else if (entry.isRun()) {
        lbas[runs] = entry.run().lba();
        countsAndIds[runs++] = (long) entry.count() << 32 | id;
      } else {
        throw new IllegalArgumentException("no such entry state: state=" + entry.state());
      }
    }
    PairSort.sort(lbas, countsAndIds, runs);
    for (int i = 1; i < runs; i++) {
      if (lbas[i - 1] + (countsAndIds[i - 1] >>> 32) > lbas[i]) {
        throw new IllegalArgumentException("two runs hold one sector: lba=" + lbas[i]);
      }
    }
    index = SortedIndex.of(lbas, countsAndIds, runs);
  }

  /** Writes a leaf's entries into a fresh block. */
  void encode(int leaf, ByteBuffer block) {
    long[] words = leaves.get(leaf);
    for (int i = 0; i < perLeaf * 3; i++) {
      block.putLong(Format.PAYLOAD + i * 8, words[i]);
    }
  }

  /** Most leaves that a change makes dirty. */
  int leavesOf(Entry change) {
    if (change.state() == Entry.RETIRED) {
      return 1;
    }
    // The runs it meets; then what sticks out behind it gets a new place, or, since a run that is
    // put may join both its neighbours, the run itself and the one behind it.
    boolean removes = change.state() == Entry.REMOVE;
    return touched(change) + (removes ? (leavesRest(change) ? 1 : 0) : 2);
  }

  /** Most entries that a change adds. */
  int added(Entry change) {
    boolean cuts = change.state() != Entry.RETIRED && cuts(change);
    return (change.state() == Entry.REMOVE ? 0 : 1) + (cuts ? 1 : 0);
  }

  /** Runs in the map that have a sector in common with a change. */
  private int touched(Entry change) {
    int runs = 0;
    long end = change.lba() + change.count();
    int id = first(change.lba());
    while (id != SortedIndex.NONE && get(id).lba() < end) {
      runs++;
      id = index.ceiling(get(id).lba() + 1);
    }
    return runs;
  }

  /** True when a run sticks out behind a change. */
  private boolean leavesRest(Entry change) {
    long end = change.lba() + change.count();
    int id = index.floor(end - 1);
    return id != SortedIndex.NONE && get(id).lba() + get(id).count() > end;
  }

  /** True when a change cuts a run in two, so that its rest becomes one more entry. */
  private boolean cuts(Entry change) {
    int id = first(change.lba());
    if (id == SortedIndex.NONE) {
      return false;
    }
    Entry run = get(id);
    return run.lba() < change.lba() && run.lba() + run.count() > change.lba() + change.count();
  }

  void apply(Entry change) {
    if (change.state() == Entry.REMOVE) {
      remove(change.lba(), change.count());
    } else if (change.state() == Entry.RETIRED) {
      change.retired();
      int id = lowestFree();
      store(id, change);
      retired.add(id);
    } else {
      put(change.run());
    }
  }

  private void put(MapRun run) {
    remove(run.lba(), run.count());
    MapRun merged = run;
    int before = index.floor(run.lba() - 1);
    int after = index.ceiling(run.end());
    int into = SortedIndex.NONE;
    if (before != SortedIndex.NONE && joins(get(before).run(), merged)) {
      merged = join(get(before).run(), merged);
      into = before;
    }
    if (after != SortedIndex.NONE && joins(merged, get(after).run())) {
      MapRun right = get(after).run();
      drop(after, right.lba());
      merged = join(merged, right);
    }
    int id = into != SortedIndex.NONE ? into : lowestFree();
    store(id, Entry.of(merged));
    index.put(merged.lba(), id);
  }

  private static boolean joins(MapRun left, MapRun right) {
    return left.end() == right.lba()
        && left.state() == right.state()
        && left.spare() == right.spare()
        && left.reason() == right.reason()
        && left.count() + right.count() <= MapRun.MAX_COUNT
        && (left.state() == SectorState.PENDING
            || left.spareSector() + left.count() == right.spareSector());
  }

  private static MapRun join(MapRun left, MapRun right) {
    return new MapRun(
        left.lba(),
        left.count() + right.count(),
        left.state(),
        left.spare(),
        left.spareSector(),
        left.reason(),
        Math.max(left.timeSeconds(), right.timeSeconds()),
        Math.max(left.errors(), right.errors()));
  }

  private void remove(long lba, int count) {
    long end = lba + count;
    int id = first(lba);
    while (id != SortedIndex.NONE && get(id).lba() < end) {
      MapRun run = get(id).run();
      if (run.lba() >= lba) {
        drop(id, run.lba());
      } else {
        store(id, Entry.of(run.slice(run.lba(), lba)));
      }
      if (run.end() > end) {
        MapRun rest = run.slice(end, run.end());
        int place = lowestFree();
        store(place, Entry.of(rest));
        index.put(rest.lba(), place);
      }
      id = index.ceiling(run.end());
    }
  }

  /** The first run that ends after {@code lba}. */
  private int first(long lba) {
    int id = index.floor(lba);
    if (id != SortedIndex.NONE && get(id).lba() + get(id).count() > lba) {
      return id;
    }
    return index.ceiling(lba);
  }

  private void drop(int id, long lba) {
    index.remove(lba);
    used.clear(id);
    noneFreeBelow = Math.min(noneFreeBelow, id);
    write(id, Entry.FREE);
  }

  private int lowestFree() {
    noneFreeBelow = used.nextClearBit(noneFreeBelow);
    return noneFreeBelow;
  }

  private void store(int id, Entry entry) {
    if (id / perLeaf == leaves.size()) {
      leaves.add(new long[perLeaf * 3]);
    }
    used.set(id);
    write(id, entry);
  }

  private void write(int id, Entry entry) {
    long[] words = leaves.get(id / perLeaf);
    int at = id % perLeaf * 3;
    words[at] = entry.lba();
    words[at + 1] = entry.target();
    words[at + 2] = entry.about();
    dirty.set(id / perLeaf);
  }

  private Entry get(int id) {
    long[] words = leaves.get(id / perLeaf);
    int at = id % perLeaf * 3;
    return new Entry(words[at], words[at + 1], words[at + 2]);
  }

  /**
   * Hands over the runs in the order of sectors. They lie in that of birth, so each is a miss of
   * the processor's caches; fetched many at a time, before any is used, they are missed together.
   */
  void forEachRun(Consumer<MapRun> consumer) {
    long[] words = new long[SortedIndex.CHUNK * 3];
    index.forEachChunk(
        (ids, count) -> {
          for (int i = 0; i < count; i++) {
            System.arraycopy(leaves.get(ids[i] / perLeaf), ids[i] % perLeaf * 3, words, i * 3, 3);
          }
          for (int i = 0; i < count * 3; i += 3) {
            consumer.accept(new Entry(words[i], words[i + 1], words[i + 2]).run());
          }
        });
  }

  void forEachRetired(Consumer<SpareRun> consumer) {
    retired.forEach(id -> consumer.accept(get(id).retired()));
  }
}

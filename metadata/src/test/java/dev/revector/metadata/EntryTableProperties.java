package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The table against a map of single sectors. */
class EntryTableProperties {
  private static final int SECTORS = 400;

  @Property(tries = 300)
  void shouldSayOfEachSectorWhatWasPutLast(@ForAll long seed) {
    Random random = new Random(seed);
    EntryTable table = new EntryTable(512);
    TreeMap<Long, String> model = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      Entry change = change(random);
      table.apply(change);
      put(model, change);
      if (random.nextInt(20) == 0) {
        assertEquals(model, sectors(table));
        table = reload(table);
      }
    }
    assertEquals(model, sectors(table));
  }

  /** Room is made for the changes of a record before the first of them is applied. */
  @Property(tries = 300)
  void shouldForeseeWhatTheChangesOfARecordCost(@ForAll long seed) {
    Random random = new Random(seed);
    EntryTable table = new EntryTable(512);
    for (int record = 0; record < 100; record++) {
      List<Entry> changes = disjoint(random, 1 + record % 9);
      int leaves = changes.stream().mapToInt(table::leavesOf).sum();
      int size = table.size() + changes.stream().mapToInt(table::added).sum();
      table.clean();
      changes.forEach(table::apply);
      assertTrue(table.dirtyLeaves().cardinality() <= leaves, "more leaves than were foreseen");
      assertTrue(table.size() <= size, "more entries than were foreseen");
    }
  }

  @Property(tries = 100)
  void shouldBuildTheSameLeavesWhenReplayed(@ForAll long seed) {
    Random random = new Random(seed);
    EntryTable first = new EntryTable(512);
    for (int i = 0; i < 100; i++) {
      first.apply(change(random));
    }
    EntryTable second = reload(first);
    long rest = random.nextLong();
    Random one = new Random(rest);
    Random two = new Random(rest);
    for (int i = 0; i < 50; i++) {
      first.apply(change(one));
      second.apply(change(two));
    }
    assertEquals(first.leafCount(), second.leafCount());
    for (int leaf = 0; leaf < first.leafCount(); leaf++) {
      assertEquals(encode(first, leaf), encode(second, leaf), "leaf " + leaf);
    }
  }

  /** Up to so many changes, in any order, no two of the same sector. */
  private static List<Entry> disjoint(Random random, int most) {
    List<Entry> changes = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      Entry next = change(random);
      long end = next.lba() + next.count();
      if (changes.stream().allMatch(c -> c.lba() >= end || c.lba() + c.count() <= next.lba())) {
        changes.add(next);
      }
    }
    return changes;
  }

  private static Entry change(Random random) {
    long lba = random.nextInt(SECTORS);
    int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 3);
    if (random.nextInt(4) == 0) {
      return Entry.of(new MapChange.Remove(lba, count));
    }
    SectorState state = SectorState.ofCode(random.nextInt(6) == 0 ? 1 + random.nextInt(4) : 1);
    // Often the place that a neighbour's run goes on at, so that runs join.
    long sector = state.hasSlot() ? lba + 1000L * random.nextInt(2) : 0;
    return Entry.of(new MapRun(lba, count, state, 0, sector, RemapReason.WRITE_ERROR, 5, 1));
  }

  private static void put(Map<Long, String> model, Entry change) {
    for (int i = 0; i < change.count(); i++) {
      if (change.state() == Entry.REMOVE) {
        model.remove(change.lba() + i);
      } else {
        model.put(change.lba() + i, text(change.run(), i));
      }
    }
  }

  private static String text(MapRun run, int at) {
    return run.state() + (run.state().hasSlot() ? "@" + (run.spareSector() + at) : "");
  }

  private static Map<Long, String> sectors(EntryTable table) {
    TreeMap<Long, String> sectors = new TreeMap<>();
    long[] end = {-1};
    table.forEachRun(
        run -> {
          assertTrue(run.lba() >= end[0], "runs overlap or are not in order");
          end[0] = run.end();
          for (int i = 0; i < run.count(); i++) {
            sectors.put(run.lba() + i, text(run, i));
          }
        });
    return sectors;
  }

  private static ByteBuffer encode(EntryTable table, int leaf) {
    ByteBuffer block = Format.block(512);
    table.encode(leaf, block);
    return block;
  }

  private static EntryTable reload(EntryTable table) {
    EntryTable copy = new EntryTable(512);
    for (int leaf = 0; leaf < table.leafCount(); leaf++) {
      copy.load(encode(table, leaf));
    }
    copy.index();
    copy.clean();
    assertEquals(table.size(), copy.size());
    return copy;
  }
}

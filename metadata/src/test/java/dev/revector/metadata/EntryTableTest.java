package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import dev.revector.spi.SpareRun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs become one, what a change costs, and which leaves are no table. */
class EntryTableTest {
  private final EntryTable table = new EntryTable(512);

  private void put(MapRun... runs) {
    for (MapRun run : runs) {
      table.apply(Entry.of(run));
    }
  }

  private List<MapRun> runs() {
    List<MapRun> runs = new ArrayList<>();
    table.forEachRun(runs::add);
    return runs;
  }

  @Test
  void shouldJoinARunWithBothItsNeighbours() {
    put(Samples.run(10, 1, 100), Samples.run(12, 1, 102), Samples.run(11, 1, 101));
    assertEquals(List.of(Samples.run(10, 3, 100)), runs());
    assertEquals(1, table.size());
    put(Samples.run(1, 9, 81), Samples.run(0, 1, 80));
    assertEquals(List.of(Samples.run(0, 10, 80), Samples.run(10, 3, 100)), runs());
  }

  /** The run behind [10, 13), which lies at 100 on spare 1. */
  @ParameterizedTest(name = "{0}, {1}, spare {2} at {3}, {4}, {5} sectors: joins {6}")
  @CsvSource({
    "13, MAPPED, 1, 103, WRITE_ERROR, 2, true",
    "13, MAPPED, 1, 103, WRITE_ERROR, 65532, true",
    "13, MAPPED, 1, 103, WRITE_ERROR, 65533, false",
    "14, MAPPED, 1, 103, WRITE_ERROR, 2, false",
    "13, LOST, 1, 103, WRITE_ERROR, 2, false",
    "13, MAPPED, 2, 103, WRITE_ERROR, 2, false",
    "13, MAPPED, 1, 104, WRITE_ERROR, 2, false",
    "13, MAPPED, 1, 97, WRITE_ERROR, 2, false",
    "13, MAPPED, 1, 103, READ_ERROR, 2, false",
  })
  void shouldJoinOnlyWhatGoesOn(
      long lba,
      SectorState state,
      int spare,
      long sector,
      RemapReason reason,
      int count,
      boolean joins) {
    MapRun left = new MapRun(10, 3, SectorState.MAPPED, 1, 100, RemapReason.WRITE_ERROR, 50, 1);
    MapRun right = new MapRun(lba, count, state, spare, sector, reason, 40, 2);
    put(left, right);
    MapRun both =
        joins
            ? new MapRun(10, 3 + count, SectorState.MAPPED, 1, 100, RemapReason.WRITE_ERROR, 50, 2)
            : left;
    List<MapRun> expected = joins ? List.of(both) : List.of(left, right);
    assertEquals(expected, runs());
    assertEquals(expected.size(), table.size());
    EntryTable backwards = new EntryTable(512);
    backwards.apply(Entry.of(right));
    backwards.apply(Entry.of(left));
    assertEquals(expected.size(), backwards.size());
  }

  /** A change of a map of [10, 20), [30, 31) and [40, 50). */
  @ParameterizedTest(name = "{0} {1}, {2}: {3} leaves, {4} entries more")
  @CsvSource({
    "remove, 0, 10, 0, 0",
    "remove, 20, 10, 0, 0",
    "remove, 25, 5, 0, 0",
    "remove, 60, 5, 0, 0",
    "remove, 10, 10, 1, 0",
    "remove, 15, 5, 1, 0",
    "remove, 10, 5, 2, 0",
    "remove, 12, 3, 2, 1",
    "remove, 0, 100, 3, 0",
    "remove, 0, 45, 4, 0",
    "put, 0, 10, 2, 1",
    "put, 60, 5, 2, 1",
    "put, 10, 10, 3, 1",
    "put, 12, 3, 3, 2",
    "put, 0, 100, 5, 1",
    "retire, 0, 100, 1, 1",
  })
  void shouldForeseeWhatAChangeCosts(String kind, long lba, int count, int leaves, int added) {
    put(Samples.run(10, 10, 100), Samples.run(30, 1, 200), Samples.run(40, 10, 300));
    MapChange change =
        switch (kind) {
          case "put" -> new MapChange.Put(Samples.run(lba, count, 1000));
          case "remove" -> new MapChange.Remove(lba, count);
          default -> new MapChange.Retire(new SpareRun(0, lba, count));
        };
    assertEquals(leaves, table.leavesOf(Entry.of(change)));
    assertEquals(added, table.added(Entry.of(change)));
  }

  @Test
  void shouldTellRetiredSectorsFromRuns() {
    List<SpareRun> retired = List.of(new SpareRun(0, 70, 2), new SpareRun(1, 5, 1));
    table.apply(Entry.of(new MapChange.Retire(retired.get(0))));
    put(Samples.run(10, 1, 100));
    table.apply(Entry.of(new MapChange.Retire(retired.get(1))));
    List<SpareRun> found = new ArrayList<>();
    table.forEachRetired(found::add);
    assertEquals(retired, found);
    assertEquals(List.of(Samples.run(10, 1, 100)), runs());
    assertEquals(3, table.size());
  }

  @Test
  void shouldHandOverMoreRunsThanAreFetchedAtOnce() {
    List<MapRun> expected = new ArrayList<>();
    for (int i = 0; i < 2 * SortedIndex.CHUNK + 1; i++) {
      expected.add(Samples.run(3L * i, 2, 10L * i));
    }
    expected.forEach(this::put);
    assertEquals(expected, runs());
  }

  private void load(Entry... entries) {
    ByteBuffer leaf = Format.block(512);
    for (int i = 0; i < entries.length; i++) {
      leaf.putLong(Format.PAYLOAD + i * Format.ENTRY_BYTES, entries[i].lba());
      leaf.putLong(Format.PAYLOAD + i * Format.ENTRY_BYTES + 8, entries[i].target());
      leaf.putLong(Format.PAYLOAD + i * Format.ENTRY_BYTES + 16, entries[i].about());
    }
    table.load(leaf);
    table.index();
  }

  @Test
  void shouldTakeRunsThatTouch() {
    load(Entry.of(Samples.run(13, 2, 500)), Entry.FREE, Entry.of(Samples.run(10, 3, 100)));
    assertEquals(List.of(Samples.run(10, 3, 100), Samples.run(13, 2, 500)), runs());
  }

  @Test
  void shouldRefuseTwoRunsOfOneSector() {
    Entry late = Entry.of(Samples.run(12, 2, 500));
    Entry early = Entry.of(Samples.run(10, 3, 100));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> load(late, early));
    assertEquals("two runs hold one sector: lba=12", refused.getMessage());
  }

  @Test
  void shouldRefuseAnEntryOfNoKnownState() {
    Entry removal = Entry.of(new MapChange.Remove(3, 1));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> load(removal));
    assertEquals("no such entry state: state=6", refused.getMessage());
  }
}

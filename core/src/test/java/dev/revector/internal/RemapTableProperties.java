package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The table against a map of single sectors. */
final class RemapTableProperties {
  /** A run to put, or a range to take out when {@code state} is null. */
  record Step(long lba, int count, @Nullable SectorState state, long place) {}

  private static final long SECTORS = 21_000;

  private final TreeMap<Long, MapRun> model = new TreeMap<>();
  private RemapTable table = new RemapTable(SECTORS);

  @Provide
  Arbitrary<List<Step>> fewSectors() {
    return steps(60, 20).list().ofMaxSize(80);
  }

  @Provide
  Arbitrary<List<Step>> manySectors() {
    return steps(20_000, 900).list().ofMinSize(200).ofMaxSize(400);
  }

  private static Arbitrary<Step> steps(long sectors, int mostCount) {
    return Combinators.combine(
            Arbitraries.longs().between(0, sectors),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, Arbitraries.integers().between(1, 3)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, mostCount))),
            Arbitraries.of(SectorState.class).injectNull(0.3),
            Arbitraries.longs().between(0, 3))
        .as(Step::new);
  }

  @Property(tries = 500)
  void shouldEqualModel(@ForAll("fewSectors") List<Step> steps) {
    steps.forEach(this::apply);
    compare(0, 100);
  }

  @Property(tries = 15)
  void shouldEqualModelOverManyChunks(@ForAll("manySectors") List<Step> steps) {
    for (long lba = 0; lba < 10_000; lba += 2) {
      apply(new Step(lba, 1, SectorState.MAPPED, lba % 5));
    }
    steps.forEach(this::apply);
    compare(0, 21_000);
    apply(new Step(0, 21_000, null, 0));
    assertTrue(table.isClear(0, Long.MAX_VALUE / 2));
    assertEquals(new Counts(0, 0, 0, 0, 0), table.counts());
  }

  /** A loaded table is the one that puts would have made, and changes like it. */
  @Property(tries = 15)
  void shouldLoadWhatWasPut(
      @ForAll("manySectors") List<Step> steps, @ForAll("manySectors") List<Step> more) {
    steps.forEach(this::apply);
    TableLoader loader = new TableLoader(SECTORS);
    model.values().forEach(loader::add);
    table = new RemapTable(loader);
    compare(0, 21_000);
    more.forEach(this::apply);
    compare(0, 21_000);
  }

  private void apply(Step step) {
    SectorState state = step.state();
    if (state == null) {
      table.remove(step.lba(), step.count());
      model.subMap(step.lba(), step.lba() + step.count()).clear();
      return;
    }
    long place = state.hasSlot() ? step.lba() + step.place() * 100_000 : 0;
    MapRun run =
        new MapRun(step.lba(), step.count(), state, 0, place, RemapReason.MANUAL, step.place(), 7);
    table.put(run);
    for (long lba = run.lba(); lba < run.end(); lba++) {
      model.put(lba, run.slice(lba, lba + 1));
    }
  }

  private void compare(long from, long to) {
    List<MapRun> runs = all(table);
    long sectors = 0;
    for (int i = 0; i < runs.size(); i++) {
      MapRun run = runs.get(i);
      assertTrue(i == 0 || runs.get(i - 1).end() <= run.lba(), "disjoint and ascending");
      assertEquals(run, table.next(run.lba()));
      sectors += run.count();
    }
    assertEquals(model.size(), sectors);
    RunJoin join = new RunJoin();
    model.values().forEach(join::add);
    assertEquals(join.runs().size(), runs.size(), "neighbours that belong together are one run");
    for (long lba = from; lba < to; lba++) {
      MapRun expected = model.get(lba);
      MapRun found = table.find(lba);
      if (expected == null || found == null) {
        assertNull(found);
        assertNull(expected);
      } else {
        MapRun sector = found.slice(lba, lba + 1);
        assertEquals(expected.state(), sector.state());
        assertEquals(expected.spareSector(), sector.spareSector());
      }
      int count = (int) (lba % 7) + 1;
      assertEquals(model.subMap(lba, lba + count).isEmpty(), table.isClear(lba, count));
    }
    compareCounts(runs);
  }

  private static List<MapRun> all(RemapTable table) {
    List<MapRun> runs = new ArrayList<>();
    for (MapRun run = table.next(0); run != null; run = table.next(run.end())) {
      runs.add(run);
    }
    return runs;
  }

  private void compareCounts(List<MapRun> runs) {
    Counts counts = table.counts();
    assertEquals(runs.size(), counts.runs());
    assertEquals(runs.stream().filter(r -> r.state().hasSlot()).count(), counts.runsWithSlot());
    assertEquals(sectors(SectorState.MAPPED), counts.mapped());
    assertEquals(sectors(SectorState.LOST), counts.lost());
    assertEquals(
        sectors(SectorState.PENDING) + sectors(SectorState.MAPPED_PENDING), counts.pending());
  }

  private long sectors(SectorState state) {
    return model.values().stream().filter(run -> run.state() == state).count();
  }

  @Example
  void shouldKeepEveryFieldOfARun() {
    table = new RemapTable(Long.MAX_VALUE);
    MapRun run =
        new MapRun(
            Long.MAX_VALUE / 2,
            MapRun.MAX_COUNT,
            SectorState.MAPPED_PENDING,
            255,
            MapRun.MAX_SPARE_SECTOR - MapRun.MAX_COUNT,
            RemapReason.SPARE_ERROR,
            0xFFFF_FFFFL,
            0xFFFF);
    table.put(run);
    assertEquals(run, table.find(run.lba()));
    MapRun least = new MapRun(0, 1, SectorState.MAPPED, 0, 0, RemapReason.WRITE_ERROR, 0, 0);
    table.put(least);
    assertEquals(least, table.find(0));
  }

  /** Whatever widths the fields take, and wherever runs lie on the borders of cells. */
  @Property(tries = 200)
  void shouldKeepEveryFieldOfManyRuns(
      @ForAll @IntRange(min = 10, max = 61) int diskBits,
      @ForAll @IntRange(min = 1, max = 48) int placeBits,
      @ForAll @IntRange(min = 1, max = 16) int countBits,
      @ForAll Random random) {
    long sectors = 1L << diskBits;
    table = new RemapTable(sectors);
    List<MapRun> runs = new ArrayList<>();
    long lba = random.nextLong(sectors >>> 1);
    for (int i = 0; i < 600; i++) {
      int count = 1 + random.nextInt((1 << countBits) - 1);
      SectorState state = SectorState.ofCode(1 + random.nextInt(4));
      long place = (random.nextLong() & ((1L << placeBits) - 1)) >>> 1;
      if (lba + count > sectors) {
        break;
      }
      runs.add(
          new MapRun(
              lba,
              count,
              state,
              random.nextInt(256) >>> random.nextInt(9),
              state.hasSlot() ? Math.min(place, MapRun.MAX_SPARE_SECTOR - count) : 0,
              RemapReason.ofCode(1 + random.nextInt(6)),
              random.nextLong() & (0xFFFF_FFFFL >>> random.nextInt(32)),
              random.nextInt(0x10000) >>> random.nextInt(16)));
      long gap = random.nextLong(1 + ((sectors - lba - count) >>> random.nextInt(diskBits)));
      lba += count + Math.max(1, gap);
    }
    TableLoader loader = new TableLoader(sectors);
    runs.forEach(loader::add);
    List<MapRun> shuffled = new ArrayList<>(runs);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(table::put);
    for (RemapTable each : List.of(table, new RemapTable(loader))) {
      assertEquals(runs, all(each));
      for (MapRun run : runs) {
        assertEquals(run, each.find(run.lba()));
        assertEquals(run, each.find(run.end() - 1));
        assertNull(each.find(run.end()));
        assertFalse(each.isClear(run.end() - 1, 1));
      }
    }
  }

  /** Over a huge disk a bit of the filter stands for many sectors. */
  @Example
  void shouldStillFindTheNeighbourOfWhatWasTakenOut() {
    table = new RemapTable(Long.MAX_VALUE);
    long far = 1L << 50;
    for (int i = 0; i < 3; i++) {
      table.put(
          new MapRun(far + 4L * i, 2, SectorState.MAPPED, 0, 100L * i, RemapReason.MANUAL, 0, 0));
    }
    table.remove(far, 2);
    table.remove(far + 9, 1);
    assertTrue(table.isClear(far, 4));
    assertFalse(table.isClear(far, 8));
    MapRun left = table.next(far);
    assertEquals(far + 4, left == null ? -1 : left.lba());
    assertFalse(table.isClear(far + 8, 1));
    table.remove(far, 20);
    assertTrue(table.isClear(0, Long.MAX_VALUE));
  }

  @Example
  void shouldNotJoinBeyondTheLargestRun() {
    table = new RemapTable(1 << 20);
    for (long lba = 0; lba < 3L * MapRun.MAX_COUNT; lba += 5) {
      table.put(new MapRun(lba, 5, SectorState.MAPPED, 0, lba + 8, RemapReason.MANUAL, 0, 0));
    }
    assertEquals(3, table.counts().runs());
    assertEquals(3L * MapRun.MAX_COUNT, table.counts().mapped());
  }

  @Example
  void shouldTakeManyScatteredRuns() {
    table = new RemapTable(1 << 21);
    int runs = 300_000;
    long step = 7_368_787;
    long lba = 0;
    for (int i = 0; i < runs; i++) {
      lba = (lba + step) % (4L * runs);
      table.put(new MapRun(lba, 1, SectorState.MAPPED, 0, i * 2L, RemapReason.MANUAL, 0, 0));
    }
    assertEquals(runs, table.counts().runs());
    assertFalse(table.isClear(lba, 1));
    assertTrue(table.isClear(4L * runs, 1));
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Runs that reach over several cells, and neighbours that are not one run only because it would be
 * too long, with borders on those of cells.
 */
final class LongRunsProperties {
  private static final int SECTORS = 1 << 20;

  /** Sectors in a cell of a table of {@link #SECTORS}. */
  private static final int CELL = 1 << 14;

  /** Sectors to put, or to take out when {@code state} is null. */
  record Step(int lba, int count, @Nullable SectorState state) {}

  private final RemapTable table = new RemapTable(SECTORS);
  private final Map<SectorState, BitSet> model = new EnumMap<>(SectorState.class);

  LongRunsProperties() {
    for (SectorState state : SectorState.values()) {
      model.put(state, new BitSet());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> nearBorder =
        Combinators.combine(
                Arbitraries.integers().between(0, 12), Arbitraries.integers().between(-1, 1))
            .as((cell, off) -> Math.max(0, cell * CELL + off));
    Arbitrary<Integer> counts =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(1, 3)),
            Tuple.of(3, Arbitraries.integers().between(1, 4).map(cells -> cells * CELL - 1)),
            Tuple.of(2, Arbitraries.just(MapRun.MAX_COUNT)),
            Tuple.of(1, Arbitraries.integers().between(1, MapRun.MAX_COUNT)));
    return Combinators.combine(
            nearBorder,
            counts,
            Arbitraries.of(SectorState.PENDING, SectorState.MAPPED).injectNull(0.2))
        .as(Step::new)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void shouldHandOutEverySectorOnce(@ForAll("steps") List<Step> steps) {
    for (Step step : steps) {
      apply(step);
      compare();
    }
    apply(new Step(0, SECTORS, null));
    assertEquals(new Counts(0, 0, 0, 0, 0), table.counts());
  }

  @Example
  void shouldTellARunFromThePartsOfItsNeighbour() {
    apply(new Step(1, MapRun.MAX_COUNT, SectorState.PENDING));
    apply(new Step(65_536, MapRun.MAX_COUNT, SectorState.PENDING));
    compare();
    assertEquals(2, runs().size());
    apply(new Step(70_000, 1, null));
    compare();
  }

  private void apply(Step step) {
    model.values().forEach(sectors -> sectors.clear(step.lba(), step.lba() + step.count()));
    SectorState state = step.state();
    if (state == null) {
      table.remove(step.lba(), step.count());
      return;
    }
    model.getOrDefault(state, new BitSet()).set(step.lba(), step.lba() + step.count());
    long place = state.hasSlot() ? step.lba() + 4_000L : 0;
    table.put(new MapRun(step.lba(), step.count(), state, 0, place, RemapReason.MANUAL, 1, 2));
  }

  private List<MapRun> runs() {
    List<MapRun> runs = new ArrayList<>();
    for (MapRun run = table.next(0); run != null; run = table.next(run.end())) {
      runs.add(run);
    }
    return runs;
  }

  private void compare() {
    Map<SectorState, BitSet> found = new EnumMap<>(SectorState.class);
    model.keySet().forEach(state -> found.put(state, new BitSet()));
    long end = 0;
    for (MapRun run : runs()) {
      assertTrue(end <= run.lba(), () -> "disjoint and ascending: " + run);
      end = run.end();
      found.getOrDefault(run.state(), new BitSet()).set((int) run.lba(), (int) run.end());
      for (long at = run.lba(); at < run.end(); at = (at / CELL + 1) * CELL) {
        assertEquals(run, table.next(at), "the same from each of its cells");
      }
      assertEquals(run, table.next(run.end() - 1));
    }
    assertEquals(model, found);
    assertEquals(runs().size(), table.counts().runs());
    assertEquals(sectors(SectorState.PENDING), table.counts().pending());
    assertEquals(sectors(SectorState.MAPPED), table.counts().mapped());
  }

  private long sectors(SectorState state) {
    return model.getOrDefault(state, new BitSet()).cardinality();
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.SectorState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SlotFitTest {
  private static final Units UNITS = new Units(1L << 40, 512, 8);

  @Test
  void shouldNotCountTheSectorsOfWhatADumpClaims() {
    InitialMap map =
        new InitialMap(
            List.of(EngineUnitTest.mapped(8, 8, 16)),
            List.of(new Extent(1 << 10, 1L << 47)),
            Optional.empty(),
            List.of(new Extent(0, 8)));
    SlotFit fit =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> SlotFit.of(UNITS, Long.MAX_VALUE, map));
    assertTrue(fit.fits(EngineUnitTest.mapped(8, 8, 16)));
  }

  /** Against the unit of each slot, worked out sector by sector. */
  @Property(tries = 500)
  void shouldLetStayWhatIsFirstInItsSlotAndAlignedAndInNoOnesWay(@ForAll Random random) {
    List<MapRun> runs = new ArrayList<>();
    long lba = random.nextInt(8);
    for (int i = 0; i < 12; i++) {
      int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
      long place = random.nextInt(20) * 8L + (random.nextInt(4) > 0 ? lba % 8 : 3);
      SectorState state = SectorState.ofCode(1 + random.nextInt(4));
      runs.add(EngineUnitTest.run(lba, count, state.hasSlot() ? place : 0, state));
      lba += count + random.nextInt(12);
    }
    List<Extent> barred = List.of(new Extent(random.nextInt(200), 1 + random.nextInt(20)));
    SlotFit fit = SlotFit.of(UNITS, 18, new InitialMap(runs, barred, Optional.empty(), List.of()));
    Map<Long, Long> units = new HashMap<>();
    for (MapRun run : runs) {
      for (int i = 0; Takeover.hasData(run) && i < run.count(); i++) {
        units.putIfAbsent((run.spareSector() + i) / 8, (run.lba() + i) / 8);
      }
    }
    for (MapRun run : runs) {
      for (long at = run.lba(); at < run.end(); at = (at / 8 + 1) * 8) {
        MapRun part = run.slice(at, Math.min(run.end(), (at / 8 + 1) * 8));
        long slot = part.spareSector() / 8;
        boolean free =
            barred.stream().noneMatch(e -> e.first() / 8 <= slot && slot <= (e.end() - 1) / 8);
        boolean expected =
            Takeover.hasData(part)
                && part.spareSector() % 8 == part.lba() % 8
                && slot < 18
                && units.getOrDefault(slot, -1L) == part.lba() / 8
                && free;
        assertEquals(expected, fit.fits(part), () -> "part=" + part + ", runs=" + runs);
      }
    }
  }
}

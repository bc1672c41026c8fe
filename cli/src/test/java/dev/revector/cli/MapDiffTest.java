package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapDiffTest {
  private static MapRun mapped(long lba, int count, long spareSector) {
    return new MapRun(
        lba, count, SectorState.MAPPED, 0, spareSector, RemapReason.WRITE_ERROR, 0, 1);
  }

  private static MapRun pending(long lba, int count) {
    return new MapRun(lba, count, SectorState.PENDING, 0, 0, RemapReason.READ_ERROR, 0, 1);
  }

  @Test
  void shouldTellOnlyWhatIsNew() {
    List<MapRun> before = List.of(mapped(10, 2, 100), pending(20, 1));
    assertEquals(List.of(), MapDiff.news(before, before));
    assertEquals(
        List.of(mapped(8, 2, 98), mapped(12, 1, 102)),
        MapDiff.news(before, List.of(mapped(8, 5, 98), pending(20, 1))));
    assertEquals(
        List.of(mapped(10, 2, 50), mapped(20, 1, 60)),
        MapDiff.news(before, List.of(mapped(10, 2, 50), mapped(20, 1, 60))));
    assertEquals(List.of(pending(20, 1)), MapDiff.news(List.of(), List.of(pending(20, 1))));
    assertEquals(List.of(), MapDiff.news(before, List.of()));
  }
}

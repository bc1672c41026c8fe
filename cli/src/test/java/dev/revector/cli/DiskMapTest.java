package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class DiskMapTest {

  private static MapRun run(long lba, int count, SectorState state) {
    return new MapRun(lba, count, state, 0, 0, RemapReason.MANUAL, 0, 0);
  }

  @Test
  void shouldShowTheWorstStateOfEachCell() {
    List<MapRun> runs =
        List.of(
            run(0, 1, SectorState.MAPPED),
            run(1, 1, SectorState.LOST),
            run(2, 1, SectorState.PENDING),
            run(3, 2, SectorState.MAPPED));
    List<String> lines = new DiskMap(runs, 2 * 1024).draw(Ansi.OFF);
    assertEquals(17, lines.size());
    assertEquals("           0  X?r" + ".".repeat(61), lines.get(0));
    assertEquals("        1920  " + ".".repeat(64), lines.get(15));
    assertEquals(
        ". 2043 healthy   r 3 remapped   ? 1 pending   X 1 lost   (of 2048 sectors, 2 in a cell)",
        lines.get(16));
  }

  @Test
  void shouldGiveASmallDiskOneCellPerSector() {
    List<String> lines = new DiskMap(List.of(), 3).draw(Ansi.OFF);
    assertEquals("           0  ...", lines.get(0));
    assertTrue(lines.get(1).startsWith(". 3 healthy"), lines.get(1));
  }
}

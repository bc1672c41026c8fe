package dev.revector.cli;

import dev.revector.MapRun;
import dev.revector.SectorState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** A picture of a disk in characters: equal spans of sectors, the worst state of each. */
final class DiskMap {
  private static final int COLUMNS = 64;
  private static final int MAX_ROWS = 16;

  private final long sectors;
  private final long span;
  private final Cell[] cells;
  private final Map<Cell, Long> counts = new EnumMap<>(Cell.class);

  /** What a cell shows, from best to worst. */
  private enum Cell {
    HEALTHY('.', "faint", "healthy"),
    REMAPPED('r', "bold,green", "remapped"),
    PENDING('?', "bold,yellow", "pending"),
    LOST('X', "bold,red", "lost");

    private final char glyph;
    private final String style;
    private final String label;

    Cell(char glyph, String style, String label) {
      this.glyph = glyph;
      this.style = style;
      this.label = label;
    }

    static Cell of(SectorState state) {
      return switch (state) {
        case MAPPED -> REMAPPED;
        case LOST -> LOST;
        case PENDING, MAPPED_PENDING -> PENDING;
      };
    }

    String draw(int times, Ansi ansi) {
      return ansi.string("@|" + style + " " + String.valueOf(glyph).repeat(times) + "|@");
    }
  }

  /** The picture of a disk of {@code sectors} sectors, at least one, with this map. */
  DiskMap(List<MapRun> runs, long sectors) {
    this.sectors = sectors;
    this.span = Math.ceilDiv(sectors, (long) COLUMNS * MAX_ROWS);
    this.cells = new Cell[(int) Math.ceilDiv(sectors, span)];
    Arrays.fill(cells, Cell.HEALTHY);
    count(Cell.HEALTHY, sectors);
    runs.forEach(this::mark);
  }

  private void mark(MapRun run) {
    Cell cell = Cell.of(run.state());
    count(cell, run.count());
    count(Cell.HEALTHY, -run.count());
    for (int i = (int) (run.lba() / span); i <= (run.end() - 1) / span; i++) {
      if (cell.compareTo(cells[i]) > 0) {
        cells[i] = cell;
      }
    }
  }

  private void count(Cell cell, long more) {
    counts.merge(cell, more, Long::sum);
  }

  /** The rows of the picture, and a legend. */
  List<String> draw(Ansi ansi) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < cells.length; row += COLUMNS) {
      StringBuilder line = new StringBuilder(String.format("%12d  ", row * span));
      int end = Math.min(cells.length, row + COLUMNS);
      for (int i = row; i < end; ) {
        int first = i;
        while (i < end && cells[i] == cells[first]) {
          i++;
        }
        line.append(cells[first].draw(i - first, ansi));
      }
      lines.add(line.toString());
    }
    lines.add(legend(ansi));
    return lines;
  }

  private String legend(Ansi ansi) {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (cell, count) ->
            text.append(cell.draw(1, ansi))
                .append(' ')
                .append(count)
                .append(' ')
                .append(cell.label)
                .append("   "));
    return text + "(of " + sectors + " sectors, " + span + " in a cell)";
  }
}

package dev.revector.transfer;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a dump of a pair's metadata says, as far as a pair can be made of it again: docs/DUMP.md
 * describes the document.
 *
 * @param main main's geometry when the pair was made
 * @param mainStableId main's stable identity, empty when it had none
 * @param runs the map, in ascending order
 * @param retired spare sectors that failed, in ascending order
 * @since 0.1
 */
public record PairDump(
    DeviceGeometry main, String mainStableId, List<MapRun> runs, List<Extent> retired) {

  /** Most runs, and most retired extents, that a dump may have; one with more is refused. */
  public static final int MOST_RUNS = 1 << 22;

  /** The schema that is read. */
  public static final int SCHEMA = 1;

  private static final String KIND = "dump";

  /** Makes the lists immutable. */
  public PairDump {
    runs = List.copyOf(runs);
    retired = List.copyOf(retired);
  }

  /**
   * Reads a dump.
   *
   * @throws TransferFormatException naming the line and the reason
   */
  public static PairDump read(Reader in) throws IOException {
    Gathering gathering = new Gathering();
    JsonText.Document document =
        JsonText.read(KIND, in, Map.of("runs", gathering::run, "retired", gathering::retired));
    new JsonFields(KIND, document.object(), line(document, "schema"))
        .number("schema", SCHEMA, SCHEMA);
    for (String name : List.of("runs", "retired")) {
      if (!document.lines().containsKey(name)) {
        throw new TransferFormatException(KIND, 1, "field is missing: name=" + name);
      }
    }
    JsonFields main = JsonFields.of(KIND, document.object().get("main"), line(document, "main"));
    DeviceGeometry geometry = geometry(main);
    if (gathering.end > geometry.sectors()) {
      throw new TransferFormatException(
          KIND,
          gathering.lastLine,
          "run is beyond main: end=" + gathering.end + ", sectors=" + geometry.sectors());
    }
    checkPlaces(gathering.runs, gathering.retired, line(document, "runs"));
    return new PairDump(geometry, main.text("stableId"), gathering.runs, gathering.retired);
  }

  /** Refuses two runs in one place, and a run on retired sectors. */
  private static void checkPlaces(List<MapRun> runs, List<Extent> retired, long line)
      throws TransferFormatException {
    List<Extent> places = new ArrayList<>(retired);
    for (MapRun run : runs) {
      if (run.state().hasSlot()) {
        places.add(new Extent(run.spareSector(), run.count()));
      }
    }
    places.sort(Comparator.comparingLong(Extent::first));
    for (int i = 1; i < places.size(); i++) {
      if (places.get(i).first() < places.get(i - 1).end()) {
        throw new TransferFormatException(
            KIND,
            line,
            "two runs, or a run and retired sectors, are in one place: sector="
                + places.get(i).first());
      }
    }
  }

  private static long line(JsonText.Document document, String name) {
    Long line = document.lines().get(name);
    return line == null ? 1 : line;
  }

  private static DeviceGeometry geometry(JsonFields main) throws TransferFormatException {
    int most = DeviceGeometry.MAX_BLOCK_SIZE;
    long sectors = main.number("sectors", 1, Long.MAX_VALUE / most);
    int sectorSize = (int) main.number("sectorSize", 512, most);
    int physicalBlockSize = (int) main.number("physicalBlockSize", 512, most);
    try {
      return new DeviceGeometry(sectors, sectorSize, physicalBlockSize);
    } catch (IllegalArgumentException e) {
      throw main.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** What the two long lists hold, element by element. */
  private static final class Gathering {
    final List<MapRun> runs = new ArrayList<>();
    final List<Extent> retired = new ArrayList<>();
    long end;
    long lastLine;
    private long retiredEnd;

    void run(@Nullable Object element, long line) throws TransferFormatException {
      JsonFields fields = JsonFields.of(KIND, element, line);
      checkCount(runs.size(), fields);
      SectorState state = fields.word("state", SectorState.values());
      int count = (int) fields.number("count", 1, MapRun.MAX_COUNT);
      fields.number("spare", 0, 0);
      long most = state.hasSlot() ? MapRun.MAX_SPARE_SECTOR - count : 0;
      MapRun run =
          new MapRun(
              fields.number("lba", 0, Long.MAX_VALUE - count),
              count,
              state,
              0,
              fields.number("spareSector", 0, most),
              fields.word("reason", RemapReason.values()),
              fields.time("time"),
              (int) fields.number("errors", 0, 0xFFFF));
      if (run.lba() < end) {
        throw fields.malformed("runs must be ascending and disjoint: lba=" + run.lba());
      }
      end = run.end();
      lastLine = line;
      runs.add(run);
    }

    void retired(@Nullable Object element, long line) throws TransferFormatException {
      JsonFields fields = JsonFields.of(KIND, element, line);
      checkCount(retired.size(), fields);
      fields.number("spare", 0, 0);
      long count = fields.number("sectors", 1, MapRun.MAX_SPARE_SECTOR);
      Extent extent =
          new Extent(fields.number("sector", 0, MapRun.MAX_SPARE_SECTOR - count), count);
      if (extent.first() < retiredEnd) {
        throw fields.malformed(
            "retired sectors must be ascending and disjoint: sector=" + extent.first());
      }
      retiredEnd = extent.end();
      retired.add(extent);
    }

    private static void checkCount(int size, JsonFields fields) throws TransferFormatException {
      if (size == MOST_RUNS) {
        throw fields.malformed("it is too large: mostRuns=" + MOST_RUNS);
      }
    }
  }

  /**
   * The map for a new pair, whose main must have sectors of {@link #main}'s size: that is for the
   * caller to see to.
   *
   * @param data the device that holds the slots' data where the dump says; the new pair's own spare
   *     to leave it in place; empty when it is gone: then the sectors become lost
   */
  public InitialMap initialMap(Optional<BlockDevice> data) {
    return new InitialMap(runs, retired, data, List.of());
  }
}

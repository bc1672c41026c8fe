package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairDumpTest {
  static final String GOOD =
      """
      {
        "schema" : 1,
        "main" : { "stableId" : "wwn:5", "sectors" : 1000, "sectorSize" : 512,
          "physicalBlockSize" : 4096 },
        "retired" : [ { "spare" : 0, "sector" : 64, "sectors" : 8 } ],
        "runs" : [
          { "lba" : 8, "count" : 2, "spare" : 0, "spareSector" : 72, "reason" : "write-error",
            "time" : "2026-01-02T03:04:05Z", "errors" : 3, "state" : "mapped" },
          { "lba" : 10, "count" : 1, "spare" : 0, "spareSector" : 0, "reason" : "imported",
            "time" : "1970-01-01T00:00:00Z", "errors" : 0, "state" : "pending" }
        ]
      }
      """;

  private static PairDump read(String text) throws IOException {
    return PairDump.read(new StringReader(text));
  }

  @Test
  void shouldReadWhatADumpSays() throws IOException {
    PairDump dump = read(GOOD);
    assertEquals(new DeviceGeometry(1000, 512, 4096), dump.main());
    assertEquals("wwn:5", dump.mainStableId());
    assertEquals(List.of(new Extent(64, 8)), dump.retired());
    assertEquals(
        List.of(
            new MapRun(8, 2, SectorState.MAPPED, 0, 72, RemapReason.WRITE_ERROR, 1767323045, 3),
            new MapRun(10, 1, SectorState.PENDING, 0, 0, RemapReason.IMPORTED, 0, 0)),
        dump.runs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schema\" : 1 | \"schema\" : 2 | 2 | name=schema",
        "\"schema\" : 1, | '' | 1 | name=schema",
        "\"sectors\" : 1000 | \"sectors\" : -1 | 3 | name=sectors",
        "\"sectors\" : 1000 | \"sectors\" : 9 | 9 | beyond main",
        "4096 | 4095 | 3 | physicalBlockSize=4095",
        "\"wwn:5\" | 7 | 3 | name=stableId",
        "\"sectors\" : 8 | \"sectors\" : 0 | 5 | name=sectors",
        "\"spare\" : 0, \"sector\" | \"spare\" : 1, \"sector\" | 5 | name=spare",
        "\"retired\" | \"retried\" | 1 | name=retired",
        "\"retired\" : [ | \"retired\" : 5, \"x\" : [ | 5 | expected=[",
        "\"runs\" | \"main\" | 6 | twice",
        "\"lba\" : 10 | \"lba\" : 9 | 9 | ascending",
        "\"lba\" : 8 | \"lba\" : 8.5 | 7 | name=lba",
        "\"lba\" : 8 | \"lba\" : 9223372036854775807 | 7 | name=lba",
        "\"count\" : 2 | \"count\" : 65536 | 7 | name=count",
        "\"count\" : 2 | \"cuont\" : 2 | 7 | name=count",
        "\"spareSector\" : 0 | \"spareSector\" : 1 | 9 | name=spareSector",
        "write-error | write_error | 7 | name=reason",
        "2026-01-02T03:04:05Z | yesterday | 7 | name=time",
        "2026-01-02T03:04:05Z | 1969-12-31T23:59:59Z | 7 | name=time",
        "\"errors\" : 3 | \"errors\" : 65536 | 7 | name=errors",
        "\"mapped\" | \"healthy\" | 7 | name=state",
        "\"mapped\" | null | 7 | name=state",
        "{ \"lba\" : 8, | [ \"lba\" : 8, | 7 | expected=]",
        "\"spareSector\" : 72 | \"spareSector\" : 71 | 6 | one place: sector=71",
        "\"sectors\" : 8 | \"sectors\" : 99 | 6 | one place: sector=72",
      })
  void shouldNameTheLineAndTheReason(String good, String bad, int line, String reason) {
    String text = GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad);
    Texts.refused(line, reason, () -> read(text));
  }

  @Property(tries = 2000)
  void shouldReadSpoiledDumpsInOrderOrNameTheLine(@ForAll long seed) throws IOException {
    Texts.spoiled(
        GOOD,
        seed,
        new DeviceGeometry(Long.MAX_VALUE / DeviceGeometry.MAX_BLOCK_SIZE, 512, 512),
        text -> {
          PairDump dump = read(text);
          List<Extent> extents = new ArrayList<>();
          for (MapRun run : dump.runs()) {
            boolean touches =
                !extents.isEmpty() && extents.get(extents.size() - 1).end() == run.lba();
            long first = touches ? extents.remove(extents.size() - 1).first() : run.lba();
            extents.add(new Extent(first, run.end() - first));
          }
          assertTrue(dump.runs().stream().allMatch(run -> run.end() <= dump.main().sectors()));
          return extents;
        });
  }

  @Test
  void shouldRefuseTwoRunsInOnePlace() {
    String second = "\"spareSector\" : 73, \"reason\" : \"imported\"";
    String text =
        GOOD.replace("\"spareSector\" : 0, \"reason\" : \"imported\"", second)
            .replace("\"pending\"", "\"lost\"");
    Texts.refused(6, "one place: sector=73", () -> read(text));
  }

  /** Each string is short enough, and there are not too many. */
  @Test
  void shouldRefuseMoreTextThanFitsIntoMemory() {
    String long1 = "\"" + "x".repeat(1 << 16) + "\"";
    String list = "[" + long1 + ("," + long1).repeat(1 << 8) + "]";
    Texts.refused(8, "too large", () -> read(GOOD.replaceFirst("3,", list + ",")));
  }

  @Test
  void shouldTakeAnyAmountOfTextElementByElement() throws IOException {
    String note = "{ \"note\" : \"" + "x".repeat(60_000) + "\", ";
    StringBuilder runs = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      runs.append(note)
          .append("\"lba\" : ")
          .append(i)
          .append(", \"count\" : 1, \"spare\" : 0, \"spareSector\" : 0, \"errors\" : 0, ")
          .append("\"time\" : \"1970-01-01T00:00:00Z\", \"reason\" : \"imported\", ")
          .append("\"state\" : \"pending\" },");
    }
    String text = GOOD.replaceFirst("(?s)\"runs\" : \\[.*", "\"runs\" : [" + runs);
    assertEquals(300, read(text.substring(0, text.length() - 1) + "] }").runs().size());
  }

  @Test
  void shouldRefuseWhatIsNoObjectOrEndsEarly() {
    Texts.refused(1, "expected=an object", () -> read("[1]"));
    Texts.refused(1, "found=the end", () -> read(""));
    Texts.refused(9, "", () -> read(GOOD.substring(0, GOOD.lastIndexOf("imported"))));
    Texts.refused(13, "more behind", () -> read(GOOD + "{}"));
    Texts.refused(8, "too large", () -> read(GOOD.replaceFirst("3,", "[" + "1,".repeat(1 << 20))));
  }
}

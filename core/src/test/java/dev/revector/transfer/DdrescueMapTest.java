package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.transfer.DdrescueMap.Status;
import java.io.IOException;
import java.io.StringReader;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class DdrescueMapTest {
  /** Every status, the three ways to write a number, and the disk to its end. */
  private static final String MAP =
      """
      # Mapfile. Created by GNU ddrescue version 1.27
      # Command line: ddrescue /dev/sdx image map
      # current_pos  current_status  current_pass
      0x00000200     /               1
      #      pos        size  status
      0x00000000  0x00000400  +
      0x00000400  0x00000200  -  # one sector
      1536        1024        *
      05000       0x00000600  /
      0x00001000  0x00001000  ?
      0x00002000  0x001FE000  +
      """;

  private static List<Extent> read(String text, Set<Status> statuses) throws IOException {
    return DdrescueMap.read(new StringReader(text), statuses, Texts.DISK);
  }

  private static List<Extent> failed(String text) throws IOException {
    return read(text, Status.failed());
  }

  @Test
  void shouldKnowAllStatuses() throws IOException {
    assertEquals(List.of(new Extent(2, 1)), read(MAP, EnumSet.of(Status.BAD_SECTOR)));
    assertEquals(List.of(new Extent(3, 2)), read(MAP, EnumSet.of(Status.NON_TRIMMED)));
    assertEquals(List.of(new Extent(5, 3)), read(MAP, EnumSet.of(Status.NON_SCRAPED)));
    assertEquals(List.of(new Extent(8, 8)), read(MAP, EnumSet.of(Status.NON_TRIED)));
    assertEquals(
        List.of(new Extent(0, 2), new Extent(16, 4080)), read(MAP, EnumSet.of(Status.FINISHED)));
    assertEquals(List.of(new Extent(2, 6)), failed(MAP));
    assertEquals(List.of(new Extent(2, 14)), read(MAP, Status.ofSymbols("?*/-")));
    assertThrows(IllegalArgumentException.class, () -> Status.ofSymbols("-x"));
    assertThrows(IllegalArgumentException.class, () -> Status.ofSymbols(""));
  }

  @Test
  void shouldTakeEveryStateOfARescue() throws IOException {
    for (String state : List.of("?", "*", "/", "-", "F", "G", "+")) {
      assertEquals(List.of(new Extent(0, 1)), failed("0 " + state + "\n0 512 -\n"));
      assertEquals(List.of(), failed("0x10 " + state + " 2"));
    }
  }

  @Test
  void shouldTakeASectorWithOneBadByteAsBad() throws IOException {
    assertEquals(List.of(new Extent(1, 2)), failed("0 +\n0x3FF 2 -\n"));
    assertEquals(
        List.of(new Extent(0, 1)),
        DdrescueMap.read(
            new StringReader("0 +\n0 512 -"), Status.failed(), new DeviceGeometry(16, 4096, 4096)));
  }

  @Test
  void shouldNameLineAndReasonOfWhatIsMalformed() {
    Texts.refused(1, "current position", () -> failed(""));
    Texts.refused(1, "current position", () -> failed("# only comments"));
    Texts.refused(1, "current position", () -> failed("7\n8\n"));
    Texts.refused(1, "current position", () -> failed("0 x 1\n"));
    Texts.refused(2, "position, size and status", () -> failed("0 +\n0 512\n"));
    Texts.refused(2, "position, size and status", () -> failed("0 +\n0 512 - -\n"));
    Texts.refused(2, "no such status", () -> failed("0 +\n0 512 F\n"));
    Texts.refused(2, "no such status", () -> failed("0 +\n0 512 --\n"));
    Texts.refused(2, "position, size", () -> failed("0 +\n-512 512 -\n"));
    Texts.refused(2, "octal", () -> failed("0 +\n08 512 -\n"));
    Texts.refused(2, "too large", () -> failed("0 +\n0 0x10000000000000000 -\n"));
    Texts.refused(2, "no valid area", () -> failed("0 +\n0x7FFFFFFFFFFFFFFF 512 -\n"));
    Texts.refused(3, "expected=512, found=1024", () -> failed("0 +\n0 512 -\n1024 512 +\n"));
    Texts.refused(3, "expected=512, found=0", () -> failed("0 +\n0 512 -\n0 512 +\n"));
    Texts.refused(2, "beyond the disk", () -> failed("0 +\n0x1FFFFF 2 -\n"));
  }

  @Test
  void shouldCoverTheDiskExactly() throws IOException {
    StringBuilder out = new StringBuilder();
    DdrescueMap.write(out, List.of(new Extent(0, 1), new Extent(4095, 1)), Texts.DISK);
    List<String> lines = out.toString().lines().filter(line -> !line.startsWith("#")).toList();
    assertEquals(
        List.of(
            "0x00000000     +               1",
            "0x00000000  0x00000200  -",
            "0x00000200  0x001FFC00  +",
            "0x001FFE00  0x00000200  -"),
        lines);
  }

  @Property(tries = 300)
  void shouldReadBackWhatItWrote(@ForAll("sectors") Set<Long> sectors) throws IOException {
    List<Extent> bad = Texts.extents(sectors);
    StringBuilder out = new StringBuilder();
    DdrescueMap.write(out, bad, Texts.DISK);
    assertEquals(bad, read(out.toString(), EnumSet.of(Status.BAD_SECTOR)));
    Set<Long> all = Texts.sectors(read(out.toString(), EnumSet.allOf(Status.class)));
    assertEquals(4096, all.size());
  }

  @Property(tries = 1000)
  void shouldReadOrRefuseWhateverItIsGiven(@ForAll long seed) throws IOException {
    Texts.spoiled(MAP, seed, Texts.DISK, DdrescueMapTest::failed);
  }

  @Provide
  Arbitrary<Set<Long>> sectors() {
    return Texts.sectorSets(4096);
  }
}

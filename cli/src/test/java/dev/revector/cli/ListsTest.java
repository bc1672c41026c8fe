package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of bad sectors in and out. */
class ListsTest {
  private static final int MIB = 1 << 20;

  private static final String MAPFILE =
      """
      # Mapfile
      0x0 / 1
      0x00000000  0x00002000  +
      0x00002000  0x00000200  -
      0x00002200  0x00000400  /
      0x00002600  0x00000200  *
      0x00002800  0x00000800  ?
      0x00003000  0x007FD000  +
      """;

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, 8 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("list"), text).toString();
  }

  private String pending() throws IOException {
    StringBuilder all = new StringBuilder();
    for (JsonNode run : images.run("list", "--json").json().get("pending")) {
      all.append(run.get("lba").asLong()).append('+').append(run.get("count").asLong()).append(' ');
    }
    return all.toString().strip();
  }

  @Test
  void shouldMarkWhatBadblocksFound() throws IOException {
    images.run("remap", "9").expect(ExitCode.OK);
    String list = file("9\n10\n11\n100\n");
    JsonNode done = images.run("import", "--from", "badblocks", list, "-b", "512", "--json").json();
    assertEquals(4, done.get("listed").asLong());
    assertEquals(2, done.get("areas").asLong());
    assertEquals(1, done.get("inMap").asLong());
    assertEquals(3, done.get("pending").asLong());
    assertEquals(0, done.get("remapped").asLong());
    assertEquals("10+2 100+1", pending());
    images.run("read", "10", "1").expect(ExitCode.IO_ERROR);
    images.run("read", "9", "1").expect(ExitCode.OK);
    images.run("import", "--from", "badblocks", list, "-b", "4K", "--quiet").expect(ExitCode.OK);
    assertEquals("10+2 72+24 100+1 800+8", pending());
  }

  @Test
  void shouldMoveWhatIsReadable() throws IOException {
    byte[] data = Images.randomBytes(1, 4 * Images.SECTOR);
    images.runWithInput(data, "write", "8").expect(ExitCode.OK);
    JsonNode done =
        images
            .run("import", "--remap", "--from", "badblocks", file("8\n9\n11\n"), "--json")
            .expect(ExitCode.OK)
            .json();
    assertEquals(3, done.get("remapped").asLong());
    assertEquals(0, done.get("pending").asLong());
    Images.overwrite(images.main(), 8 * Images.SECTOR, new byte[2 * Images.SECTOR]);
    assertArrayEquals(data, images.run("read", "8", "4").bytes());
    JsonNode run = images.run("list", "--json").json().get("remaps").get(0);
    assertEquals("imported", run.get("reason").asText());
    assertEquals(2, run.get("count").asLong());
  }

  @Test
  void shouldPlanToMoveWhatIsPending() throws IOException {
    images.run("remap", "8").expect(ExitCode.OK);
    images.run("import", "--from", "badblocks", file("9\n"), "-b", "512").expect(ExitCode.OK);
    String[] args = {"--remap", "--from", "badblocks", file("8\n9\n10\n"), "-b", "512", "--json"};
    JsonNode planned = images.run("import", append(args, "--dry-run")).expect(ExitCode.OK).json();
    assertEquals(2, planned.get("inMap").asLong());
    assertEquals(2, planned.get("remapped").asLong());
    JsonNode done = images.run("import", args).expect(ExitCode.OK).json();
    assertEquals(2, done.get("remapped").asLong());
    assertEquals(0, done.get("pending").asLong());
    String help = Run.of("import", "--help").out();
    assertTrue(help.contains("pending ones too"), help);
  }

  private static String[] append(String[] args, String last) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }

  @Test
  void shouldTakeTheAreasOfAMapfileThatAreAskedFor() throws IOException {
    String list = file(MAPFILE);
    images.run("import", "--from", "ddrescue", list, "--status", "-").expect(ExitCode.OK);
    assertEquals("16+1", pending());
    images.run("import", "--from", "ddrescue", list).expect(ExitCode.OK);
    assertEquals("16+4", pending());
    images.run("import", "--from", "ddrescue", list, "--status", "-?").expect(ExitCode.OK);
    assertEquals("16+8", pending());
  }

  @Test
  void shouldTakeTheErrorsThatSmartctlShows() throws IOException {
    String log =
        """
        smartctl 7.4
          40 41 1a 00 33 96 61  Error: UNC at LBA = 0x00000064 = 100
          84 51 00 00 00 00 40  Error: ICRC, ABRT at LBA = 0x00000065 = 101
        """;
    JsonNode done =
        images
            .runWithInput(
                log.getBytes(StandardCharsets.US_ASCII), "import", "--from", "smart", "--json", "-")
            .expect(ExitCode.OK)
            .json();
    assertEquals(1, done.get("pending").asLong());
    assertEquals(1, done.get("ignored").asLong());
    assertEquals("100+1", pending());
  }

  @Test
  void shouldCountADisksErrorsFromItsStart() throws IOException {
    String part = images.main() + "@1M+1M";
    Path spare = Images.sparse(folder.resolve("other.img"), MIB);
    String[] pair = {"--main", part, "--spare", spare.toString()};
    Run.of("create", pair[0], pair[1], pair[2], pair[3]).expect(ExitCode.OK);
    String log =
        file("smartctl 7.4\nError: UNC at LBA = 0x0802 = 2050\nError: UNC at LBA = 0x1 = 1\n");
    JsonNode done =
        Run.of("import", "--from", "smart", log, "--json", pair[0], pair[1], pair[2], pair[3])
            .json();
    assertEquals(1, done.get("pending").asLong());
    JsonNode list = Run.of("list", "--json", pair[2], pair[3]).json();
    assertEquals(2, list.get("pending").get(0).get("lba").asLong());
  }

  @Test
  void shouldChangeNothingInADryRun() throws IOException {
    List<byte[]> before = images.content();
    String list = file("10\n11\n");
    Run run = images.run("import", "--from", "badblocks", list, "--dry-run", "--json");
    assertTrue(run.expect(ExitCode.OK).json().get("dryRun").asBoolean());
    assertEquals(2, run.json().get("pending").asLong());
    assertTrue(run.err().contains(images.main().toString()), run.err());
    assertTrue(run.err().contains("2 sectors in 1 areas"), run.err());
    assertArrayEquals(before.get(0), images.content().get(0));
    assertArrayEquals(before.get(1), images.content().get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "badblocks, '1\n2\nx\n', 3",
    "badblocks, '1\n16384\n', 2",
    "ddrescue, '# map\n0 +\n0 512 !\n', 3",
    "ddrescue, '0 +\n0 8389120 -\n', 2",
    "smart, 'hello\n', 1",
    "smart, '{\"smartctl\":\n}', 2"
  })
  void shouldNameTheLineOfAMalformedFileAndChangeNothing(String from, String text, int line)
      throws IOException {
    List<byte[]> before = images.content();
    String list = file(text);
    images
        .run("import", "--from", from, list, "--quiet")
        .expectError(ExitCode.USAGE, "path=" + list, "line=" + line + ",", "nothing was changed");
    assertArrayEquals(before.get(1), images.content().get(1));
  }

  @Test
  void shouldRefuseWhatIsNoFormatOrNoFile() throws IOException {
    images.run("import", "--from", "tar", file("")).expectError(ExitCode.USAGE, "tar");
    images.run("import", file("")).expectError(ExitCode.USAGE, "--from");
    images.run("import", "--from", "smart", folder + "/none").expect(ExitCode.CANNOT_OPEN);
    images.run("import", "--from", "smart", folder.toString()).expect(ExitCode.CANNOT_OPEN);
    images
        .run("import", "--from", "ddrescue", file(MAPFILE), "--status", "x")
        .expectError(ExitCode.USAGE, "status");
    images.run("export", "--to", "tar").expectError(ExitCode.USAGE, "--to=tar");
  }

  @ParameterizedTest
  @CsvSource({"badblocks", "ddrescue"})
  void shouldTakeBackWhatItGave(String format) throws IOException {
    images.run("import", "--from", "ddrescue", file(MAPFILE)).expect(ExitCode.OK);
    String given = images.run("export", "--to", format).expect(ExitCode.OK).out();
    assertEquals(given, images.run("export", "--to", format, "--json").json().get("text").asText());
    images.run("unmap", "0", "16384").expect(ExitCode.OK);
    assertEquals("", pending());
    images.run("import", "--from", format, file(given)).expect(ExitCode.OK);
    assertEquals("16+4", pending());
    assertEquals(given, images.run("export", "--to", format).out());
  }

  @Test
  void shouldGiveTheKernelATable() throws IOException {
    images.run("remap", "8", "2").expect(ExitCode.OK);
    images.run("import", "--from", "badblocks", file("10\n11\n")).expect(ExitCode.OK);
    long slot =
        images.run("list", "--json").json().get("remaps").get(0).get("spareSector").asLong();
    Run run = images.run("export", "--to", "dmsetup").expect(ExitCode.OK);
    assertEquals(
        "0 8 linear "
            + images.main()
            + " 0\n8 2 linear "
            + images.spare()
            + " "
            + slot
            + "\n10 2 error\n12 16372 linear "
            + images.main()
            + " 12\n",
        run.out());
    assertTrue(run.err().contains("losetup"), run.err());
    Run.of("export", "--to", "dmsetup", "--spare", images.spare().toString())
        .expectError(ExitCode.USAGE, "--main");
  }

  @Test
  void shouldWriteMapfilesThatDdrescuelogAccepts() throws IOException, InterruptedException {
    assumeTrue(ddrescuelog("--version").isEmpty() == false, "ddrescuelog is not installed");
    images.run("import", "--from", "ddrescue", file(MAPFILE)).expect(ExitCode.OK);
    String map = file(images.run("export", "--to", "ddrescue").out());
    assertEquals("16\n17\n18\n19\n", ddrescuelog("-b512", "-l-", map));
    assertTrue(ddrescuelog("-t", map).contains("2048 B"), ddrescuelog("-t", map));
  }

  /** What ddrescuelog prints; nothing when there is none. */
  private static String ddrescuelog(String... args) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("ddrescuelog"));
    command.addAll(List.of(args));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return "";
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  @Test
  void shouldPreferTheNameOfTheMediumToThatOfTheKernel() throws IOException {
    Path disk = Files.writeString(folder.resolve("sdq"), "");
    Path links = Files.createDirectory(folder.resolve("by-id"));
    assertEquals(disk, StablePaths.of(disk, links));
    assertEquals(disk, StablePaths.of(disk, folder.resolve("none")));
    Files.createSymbolicLink(links.resolve("ata-DISK_1"), disk);
    Files.createSymbolicLink(links.resolve("wwn-0x5000"), disk);
    Files.createSymbolicLink(links.resolve("wwn-0x4000"), images.main());
    Files.createSymbolicLink(links.resolve("wwn-0x3000"), folder.resolve("none"));
    assertEquals(links.resolve("wwn-0x5000"), StablePaths.of(disk, links));
  }
}

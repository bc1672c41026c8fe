package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  static Iterable<String> commands() {
    return Commands.byName().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldHelpWithEveryCommand(String command) {
    Run run = Run.of(command, "--help").expect(ExitCode.OK);
    assertTrue(run.out().contains("Usage: revector " + command), run.out());
    assertTrue(run.out().contains("--yes"), run.out());
    assertTrue(run.out().contains("--json"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void shouldListEveryCommandInTheHelp() {
    String help = Run.of("--help").expect(ExitCode.OK).out();
    commands().forEach(command -> assertTrue(help.contains("\n  " + command + " "), help));
    assertFalse(help.contains("\u001b"), help);
  }

  @Test
  void shouldTellItsVersion() {
    assertTrue(Run.of("--version").expect(ExitCode.OK).out().startsWith("revector "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bogus",
        "status",
        "status --bogus",
        "status --spare",
        "status --spare a --watch x",
        "read --main a --spare b 1",
        "read --main a --spare b 1 2 3",
        "read --main a --spare b one 1",
        "read --main a --spare b 0x 1",
        "read --main a --spare b -1 1",
        "read --main a --spare b 9223372036854775808 1",
        "write --main a --spare b",
        "remap --spare b 1",
        "create --main a --spare b --copies 0",
        "create --main a --spare b --copies 9",
        "create --main a --spare b --strategy custom",
        "create --main a --spare b --strategy linear --at 8,16",
        "create --main a --spare b --at 8,16 --copies 3",
        "create --main a --spare b --min-copies 4 --max-copies 3",
        "create --main a --spare b --min-copies 9",
        "create --main a --spare b --max-copies 0",
        "create --main a --spare b --copies 2 --min-copies 3",
        "create --main a --spare b --copies 3 --min-copies 2",
        "create --main a --spare b --copies 2 --max-copies 3",
        "create --main a --spare b --at 8,16 --min-copies 2",
        "create --main a --spare b --at 8,16 --max-copies 2",
        "create --main a --spare b --physical-block 0",
        "create --main a --spare b --physical-block 1000",
        "create --main a --spare b --min-distance 1Q",
        "create --main a --spare b --spare c",
        "demo --size 100",
        "demo --size 2G",
        "demo --size 1M --bad 129",
        "demo --bad -1",
      })
  void shouldAnswerMisuseWithOneLine(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    Run run = Run.of(args).expectError(ExitCode.USAGE, "; see revector", "--help");
    assertEquals("", run.out());
  }

  static Stream<String> commandsOnPairs() {
    return Commands.byName().keySet().stream().filter(command -> !command.equals("demo"));
  }

  @ParameterizedTest
  @MethodSource("commandsOnPairs")
  void shouldAnswerAnAbsentDeviceWithOneLine(String command, @TempDir Path folder)
      throws Exception {
    Path data = Files.write(folder.resolve("data"), new byte[512]);
    String absent = folder.resolve("absent").toString();
    String[] tail =
        switch (command) {
          case "read" -> new String[] {"0", "1"};
          case "write", "remap", "unmap" -> new String[] {"0"};
          case "serve" -> new String[] {"--socket", folder.resolve("socket").toString()};
          case "fill" -> new String[] {"0", data.toString()};
          case "import" -> new String[] {"--from", "badblocks", data.toString()};
          case "restore" -> new String[] {absent};
          case "export" -> new String[] {"--to", "dmsetup"};
          default -> new String[0];
        };
    String[] args = new String[5 + tail.length];
    String[] head = {command, "--main", absent, "--spare", absent};
    System.arraycopy(head, 0, args, 0, head.length);
    System.arraycopy(tail, 0, args, head.length, tail.length);
    Run run = Run.of(args).expectError(ExitCode.CANNOT_OPEN, absent);
    assertEquals("", run.out());
  }

  @Test
  void shouldRefuseAFolderAsADevice(@TempDir Path folder) {
    Run.of("status", "--spare", folder.toString())
        .expectError(ExitCode.CANNOT_OPEN, folder.toString());
  }

  @Test
  void shouldTakeAPathThatBeginsLikeAReferenceAsItIs(@TempDir Path folder) throws Exception {
    Path options = Files.writeString(folder.resolve("options"), "--help");
    Run.of("status", "--spare", "@" + options).expectError(ExitCode.CANNOT_OPEN, "@" + options);
  }

  @Test
  void shouldReadSectorNumbersInBothNotations() {
    SectorNumber number = new SectorNumber();
    assertEquals(16, number.convert("16"));
    assertEquals(22, number.convert("0x16"));
    assertEquals(Long.MAX_VALUE, number.convert("0x7fffffffffffffff"));
  }
}

package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepEveryPromise(int seed, @TempDir Path folder) throws Exception {
    String kept = folder.resolve("kept").toString();
    Run run = Run.of("demo", "--json", "--size", "4M", "--seed", "" + seed, "--keep", kept);
    JsonNode result = run.expect(ExitCode.OK).json();
    assertTrue(result.get("held").asBoolean());
    assertEquals(40, result.get("badSectors").asInt());
    assertEquals(40, result.get("noiseSectors").asInt());
    assertEquals(40, result.get("status").get("remappedSectors").asInt());

    Path files = Path.of(kept);
    Images images = new Images(files.resolve("main.img"), files.resolve("spare.img"));
    images.run("check").expect(ExitCode.OK);
    images.run("status").expect(ExitCode.OK);
    byte[] data = images.run("read", "0", "8192").expect(ExitCode.OK).bytes();
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    assertEquals(sum + "  -\n", Files.readString(files.resolve("data.sha256")));
    assertFalse(run.err().contains("\u001b") || run.err().contains("\r"), run.err());
  }

  @Test
  void shouldQuoteWhatItHintsAtForAShell(@TempDir Path folder) throws Exception {
    Path kept = folder.resolve("it's $HOME");
    Run run = Run.of("demo", "--size", "1M", "--bad", "0", "--seed", "1", "--keep", "" + kept);
    String out = run.expect(ExitCode.OK).out();
    String hint = out.lines().filter(line -> line.startsWith("  revector read")).findFirst().get();
    String echo = "printf '%s\\n'" + hint.strip().substring("revector".length());
    Process shell = new ProcessBuilder("sh", "-c", echo.replace(" | sha256sum -c ", " ")).start();
    assertEquals(
        List.of(
            "read",
            "--main",
            kept.resolve("main.img").toString(),
            "--spare",
            kept.resolve("spare.img").toString(),
            "0",
            "2048",
            kept.resolve("data.sha256").toString()),
        shell.inputReader().lines().toList());
  }

  @Test
  void shouldHintAtPlainPathsAsTheyAre(@TempDir Path folder) {
    String kept = folder.resolve("kept").toString();
    Run run = Run.of("demo", "--size", "1M", "--bad", "0", "--seed", "1", "--keep", kept);
    String line = "  revector check --main " + kept + "/main.img --spare " + kept + "/spare.img\n";
    assertTrue(run.expect(ExitCode.OK).out().contains(line), run.out());
  }

  @Test
  void shouldRefuseAFolderThatHoldsDisksAlready(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("main.img"));
    Run.of("demo", "--size", "1M", "--keep", folder.toString()).expect(ExitCode.CANNOT_OPEN);
  }

  @Test
  void shouldDoWithoutBadSectors() {
    Run run = Run.of("demo", "--size", "1M", "--bad", "0", "--seed", "1").expect(ExitCode.OK);
    assertTrue(run.out().contains("The map of main"), run.out());
    assertFalse(run.out().contains("\u001b"), run.out());
  }
}

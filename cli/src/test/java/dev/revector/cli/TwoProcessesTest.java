package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoProcessesTest {
  private static final int MIB = 1 << 20;

  /** A command in a process of its own. */
  private static Process start(String... args) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    String modules = System.getProperty("jdk.module.path");
    if (modules == null) {
      line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    } else {
      line.addAll(List.of("-p", modules, "-m", "dev.revector.cli/" + Main.class.getName()));
    }
    line.addAll(List.of(args));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void shouldLetOneProcessWriteWhileOthersLook(@TempDir Path folder) throws Exception {
    Images images = Images.make(folder, 2 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
    images.run("remap", "8", "3").expect(ExitCode.OK);
    Process writer = start(images.args("write", "0"));
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      assertTrue(said.readLine().startsWith("write standard input"));

      images.run("read", "0", "1").expectError(ExitCode.CANNOT_OPEN);
      images.run("remap", "0").expectError(ExitCode.CANNOT_OPEN);
      images.run("check", "--repair").expectError(ExitCode.CANNOT_OPEN);
      images.run("create", "--force", "--yes").expectError(ExitCode.CANNOT_OPEN);
      assertTrue(images.run("status", "--json").expect(ExitCode.OK).json().get("live").asBoolean());
      assertEquals(1, images.run("list", "--json").expect(ExitCode.OK).json().get("remaps").size());
      assertTrue(images.run("dump").expect(ExitCode.OK).json().get("live").asBoolean());

      writer.getOutputStream().write(new byte[512]);
      writer.getOutputStream().close();
      assertEquals(ExitCode.OK, writer.waitFor());
    } finally {
      writer.destroyForcibly();
    }
    images.run("read", "0", "1").expect(ExitCode.OK);
  }
}

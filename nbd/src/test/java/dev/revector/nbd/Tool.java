package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of other people that talk to the server. */
final class Tool {
  private static final long LIMIT_SECONDS = 60;

  private Tool() {}

  /** What a run printed, and its exit code. */
  record Result(int code, String output) {
    Result expect(int expected) {
      assertEquals(expected, code, output);
      return this;
    }
  }

  /** Skips the test where a program is missing, or fails it where REVECTOR_REQUIRE_DEVICES=1. */
  static void need(String... programs) {
    for (String program : programs) {
      need(isInstalled(program), program + " is not installed");
    }
  }

  /** Skips the test without this, or fails it where REVECTOR_REQUIRE_DEVICES=1. */
  static void need(boolean there, String reason) {
    if (there) {
      return;
    }
    if ("1".equals(System.getenv("REVECTOR_REQUIRE_DEVICES"))) {
      fail("REVECTOR_REQUIRE_DEVICES=1, but " + reason);
    }
    System.out.println("skipped: " + reason);
    Assumptions.abort(reason);
  }

  private static boolean isInstalled(String program) {
    if (program.startsWith("/")) {
      return Files.exists(Path.of(program));
    }
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs a program to its end; what it prints on both streams is one text. */
  static Result run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = start(folder, output, command);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      fail("ran too long: " + List.of(command) + "\n" + Files.readString(output));
    }
    return new Result(process.exitValue(), List.of(command) + "\n" + Files.readString(output));
  }

  /** Runs a program that must succeed. */
  static String ok(Path folder, String... command) throws IOException, InterruptedException {
    return run(folder, command).expect(0).output();
  }

  /** Starts a program that goes on by itself. */
  static Process start(Path folder, Path output, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    return builder.start();
  }

  /** Waits for a file to be there. */
  static void await(Path file, Process maker) throws InterruptedException {
    for (int i = 0; i < 600 && !Files.exists(file) && maker.isAlive(); i++) {
      assertTrue(!maker.waitFor(50, TimeUnit.MILLISECONDS) || Files.exists(file), "it ended");
    }
    assertTrue(Files.exists(file), () -> "it never came: " + file);
  }
}

package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the stress tests in JVMs of their own; {@code -Drevector.deep=true} for the long run. */
class StressTest {
  private static final boolean DEEP = Boolean.getBoolean("revector.deep");

  @TempDir Path temp;

  @Test
  void shouldMeetNothingForbidden() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-m",
                DEEP ? "default" : "quick",
                "-sc",
                Boolean.toString(DEEP),
                "-v",
                "-r",
                temp.toString())
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .start();
    String output;
    try (var stream = process.getInputStream()) {
      output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertEquals(0, process.waitFor(), output);
    for (String name : new String[] {"PublicationStress", "QuarantineStress", "FlushStress"}) {
      assertTrue(output.contains(name), "did not run: " + name + "\n" + output);
    }
    assertTrue(output.contains("0 failed"), output);
  }
}

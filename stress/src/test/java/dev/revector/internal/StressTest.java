package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the stress tests in JVMs of their own; {@code -Drevector.deep=true} for the long run. */
class StressTest {
  private static final boolean DEEP = Boolean.getBoolean("revector.deep");

  /** Printed now and then; the last one tells whether all that was planned has passed. */
  private static final Pattern RESULTS =
      Pattern.compile(
          "\\(Results: (\\d+) planned; (\\d+) passed, 0 failed, 0 soft errs, 0 hard errs\\)");

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
    Matcher results = RESULTS.matcher(output);
    String planned = "";
    String passed = "none";
    while (results.find()) {
      planned = results.group(1);
      passed = results.group(2);
    }
    assertEquals(planned, passed, output);
  }
}

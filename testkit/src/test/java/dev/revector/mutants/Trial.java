package dev.revector.mutants;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the general tests against one mutant, in a JVM of its own so that its end takes all with it.
 */
final class Trial {
  /** Most processor time that a trial may take before the mutant counts as alive, in seconds. */
  static final long LONGEST = Long.getLong("revector.longest", 300);

  private static final String GAUNTLET = "dev.revector.stack.Gauntlet";

  /**
   * What a trial found.
   *
   * @param test the test that failed, empty if none did
   * @param how what it said
   * @param seconds processor time that it took
   */
  record Verdict(String test, String how, long seconds) {

    boolean isFound() {
      return !test.isEmpty();
    }

    @Override
    public String toString() {
      return (isFound() ? test + ": " + how : "ALIVE") + ", seconds=" + seconds;
    }
  }

  private Trial() {}

  /** Compiles the mutant and runs the tests, for so many seconds of processor time at most. */
  static Verdict run(Mutant mutant, Path root, Path folder, long longest) throws IOException {
    MutantClasses.compile(mutant, root, folder);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                folder.resolve("classes")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                GAUNTLET)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long seconds = await(process, longest);
    boolean ended = seconds < longest;
    List<String> lines = Files.readAllLines(output);
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (ended && process.exitValue() != 0) {
      throw new IllegalStateException(mutant + " ended by itself:\n" + String.join("\n", lines));
    }
    int tab = last.indexOf('\t');
    return tab < 0 || !ended
        ? new Verdict("", "", seconds)
        : new Verdict(last.substring(0, tab), last.substring(tab + 1), seconds);
  }

  /** Waits for its end, or makes it; returns its processor time. */
  private static long await(Process process, long longest) throws IOException {
    try {
      long seconds = 0;
      while (!process.waitFor(200, TimeUnit.MILLISECONDS) && seconds < longest) {
        seconds = process.info().totalCpuDuration().map(Duration::toSeconds).orElse(seconds);
      }
      process.destroyForcibly().waitFor();
      return seconds;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies in the midst of writes, remaps and releases on files. */
class KillTest {
  private static final int ROUNDS = Effort.of(20, 1000);

  /** Rounds on one pair; each begins where the one before was killed. */
  private static final int ROUNDS_PER_PAIR = 10;

  @TempDir Path temp;

  @Test
  void shouldHoldWhatWasAcknowledgedBeforeTheKill() throws IOException {
    Random random = new Random(1);
    int cutShort = 0;
    KilledPair pair = null;
    Path folder = temp;
    for (int round = 0; round < ROUNDS; round++) {
      if (pair == null || round % ROUNDS_PER_PAIR == 0) {
        folder = Files.createDirectory(temp.resolve("pair" + round));
        pair = new KilledPair(folder);
      }
      int lines = 20 + random.nextInt(200);
      kill(pair, folder, round, lines);
      cutShort += pair.died();
      pair.check("round=" + round + ", lines=" + lines);
    }
    assertTrue(cutShort > 0, "no process was killed in the midst of a change");
  }

  /** Lets a process work until it printed so many lines, and kills it. */
  private static void kill(KilledPair pair, Path folder, int round, int lines) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedProcess.class.getName(),
                folder.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader steps = process.inputReader(StandardCharsets.UTF_8)) {
      int read = 0;
      for (String line = steps.readLine(); line != null; line = steps.readLine()) {
        pair.read(line);
        if (++read == lines) {
          // Not by the process itself, which would close the stream before it is read out.
          process.toHandle().destroyForcibly();
        }
      }
      assertTrue(read >= lines, "round=" + round + ": the process ended by itself, lines=" + read);
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}

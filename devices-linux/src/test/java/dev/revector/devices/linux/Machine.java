package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What tests need of the machine: loop devices, FUSE, nbdkit, and a way to run programs. */
final class Machine {
  private static final long PATIENCE_SECONDS = 60;

  private Machine() {}

  /** Skips the test where loop devices cannot be made, and says why. */
  static void requireLoopDevices() {
    require(missing(List.of("losetup", "mkfs.ext4", "mount"), List.of("/dev/loop-control")));
  }

  /**
   * Skips the test where failing disks cannot be made, and says why.
   *
   * @param more other programs that are needed
   */
  static void requireFaultyDisks(String... more) {
    List<String> programs =
        new ArrayList<>(List.of("losetup", "nbdkit", "nbdfuse", "fusermount3", "python3"));
    programs.addAll(List.of(more));
    List<String> missing = missing(programs, List.of("/dev/loop-control", "/dev/fuse"));
    if (missing.isEmpty() && exitCode("nbdkit", "--dump-plugin", "python") != 0) {
      missing.add("the Python plugin of nbdkit");
    }
    require(missing);
  }

  private static List<String> missing(List<String> programs, List<String> devices) {
    List<String> missing = new ArrayList<>();
    if (!System.getProperty("user.name").equals("root")) {
      missing.add("the rights of root");
    }
    programs.stream().filter(program -> !isOnPath(program)).forEach(missing::add);
    devices.stream().filter(device -> Files.notExists(Path.of(device))).forEach(missing::add);
    return missing;
  }

  private static boolean isOnPath(String program) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/sbin", "/usr/sbin"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void require(List<String> missing) {
    if (missing.isEmpty()) {
      return;
    }
    String reason = "no tests on real devices, missing: " + String.join(", ", missing);
    System.out.println(reason);
    if ("1".equals(System.getenv("REVECTOR_REQUIRE_DEVICES"))) {
      fail(reason);
    }
    abort(reason);
  }

  private static int exitCode(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Runs a program to its end and returns what it printed. */
  static String run(String... command) throws IOException {
    Path output = Files.createTempFile("revector", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output).strip();
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  /** Waits until something has happened that another process does. */
  static void await(String what, BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("did not happen: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}

package dev.revector.devices.linux;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Block devices that fail as told: loop devices on files that nbdfuse shows, which asks nbdkit,
 * which runs our plugin {@code faulty.py}. What is wrong with them can be changed at any time.
 */
final class FaultyDisks implements Closeable {
  private final Path folder;
  private final Map<String, Integer> sectorSizes = new LinkedHashMap<>();
  private final Map<String, Loop> loops = new LinkedHashMap<>();
  private final List<Process> servers = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final List<String> flushes = new ArrayList<>();
  private boolean cache;
  private String cut = "null";

  /** Takes the disks away when the tests are killed. */
  private final Thread cleaner = new Thread(this::stopQuietly);

  FaultyDisks(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  private void stopQuietly() {
    try {
      stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a disk of zeros, before the start. */
  FaultyDisks disk(String name, long bytes, int sectorSize) throws IOException {
    try (FileChannel medium =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      medium.truncate(0);
      medium.write(java.nio.ByteBuffer.allocate(1), bytes - 1);
    }
    sectorSizes.put(name, sectorSize);
    return this;
  }

  /** Starts all that serves the disks. */
  void start() throws IOException {
    control();
    Path script = folder.resolve("faulty.py");
    try (InputStream in = FaultyDisks.class.getResourceAsStream("faulty.py")) {
      Files.copy(Objects.requireNonNull(in), script, StandardCopyOption.REPLACE_EXISTING);
    }
    Path socket = folder.resolve("socket");
    Files.deleteIfExists(socket);
    serve("nbdkit", "-f", "-U", socket.toString(), "python", script.toString(), "folder=" + folder);
    for (Map.Entry<String, Integer> disk : sectorSizes.entrySet()) {
      Path file = folder.resolve(disk.getKey() + ".nbd");
      Files.writeString(file, "");
      serve("nbdfuse", file.toString(), "nbd+unix:///" + disk.getKey() + "?socket=" + socket);
      loops.put(disk.getKey(), Loop.on(file, disk.getValue()));
    }
  }

  /** Starts a server and waits until it says that it is ready, by the file with its number. */
  private void serve(String program, String... arguments) throws IOException {
    Path ready = folder.resolve("ready");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>(List.of(program, "-P", ready.toString()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("log");
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    servers.add(server);
    Machine.await(program + " is ready", () -> Files.exists(ready) || !server.isAlive());
    if (!server.isAlive()) {
      throw new IOException(program + " ended: " + Files.readString(log));
    }
  }

  /** The block device of a disk. */
  Path path(String name) {
    return Objects.requireNonNull(loops.get(name)).path();
  }

  /** The file that keeps what a disk has really written. */
  Path medium(String name) {
    return folder.resolve(name);
  }

  /** Makes requests of a kind ({@code r}, {@code w} or {@code rw}) to these sectors fail. */
  void fail(String name, String kinds, long first, long count) throws IOException {
    bad.add("[\"%s\", \"%s\", %d, %d]".formatted(name, kinds, first, count));
    control();
  }

  /** Makes all sectors of all disks good again. */
  void heal() throws IOException {
    bad.clear();
    flushes.clear();
    control();
  }

  /** Makes the flushes of a disk fail. */
  void failFlush(String name) throws IOException {
    flushes.add("\"" + name + "\"");
    control();
  }

  /** Keeps writes in memory until a flush. */
  void cacheWrites() throws IOException {
    cache = true;
    control();
  }

  /** Lets the power fail in the n-th write or flush from now. */
  void cutPower(long seed, int after) throws IOException {
    cut = "{\"seed\": %d, \"after\": %d}".formatted(seed, after);
    Files.deleteIfExists(folder.resolve("trace"));
    control();
  }

  /** What was written and flushed since the start, or since the last {@link #cutPower}. */
  List<String> trace() throws IOException {
    Path trace = folder.resolve("trace");
    return Files.exists(trace) ? Files.readAllLines(trace) : List.of();
  }

  private void control() throws IOException {
    Path next = folder.resolve("control.next");
    Files.writeString(
        next,
        "{\"bad\": %s, \"flush\": %s, \"cache\": %s, \"cut\": %s}"
            .formatted(bad, flushes, cache, cut));
    Files.move(
        next,
        folder.resolve("control"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Kills what serves the disks, without a warning; the disks stay, and fail. */
  void kill() throws IOException {
    servers.get(0).destroyForcibly();
    awaitDeath();
  }

  /** Waits until the power has failed. */
  void awaitDeath() throws IOException {
    Machine.await("nbdkit ends", () -> !servers.get(0).isAlive());
  }

  /** Takes the disks away and starts them again, with what they had really written. */
  void restart() throws IOException {
    cut = "null";
    stop();
    start();
  }

  private void stop() throws IOException {
    IOException failure = null;
    for (Loop loop : loops.values()) {
      try {
        loop.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    loops.clear();
    for (Process server : servers.reversed()) {
      server.destroy();
    }
    for (Process server : servers) {
      Machine.await("a server ends", () -> !server.isAlive());
    }
    servers.clear();
    for (String name : sectorSizes.keySet()) {
      unmount(folder.resolve(name + ".nbd"));
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** nbdfuse unmounts when it ends, unless it was too busy for that. */
  private static void unmount(Path file) throws IOException {
    if (Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + file + " ")) {
      Machine.run("fusermount3", "-u", "-z", file.toString());
    }
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(cleaner);
    stop();
  }
}

package dev.revector.devices.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that nbdfuse shows, whose content an NBD server has. */
final class FuseFile implements Closeable {
  private final Path path;
  private final Process process;

  private FuseFile(Path path, Process process) {
    this.path = path;
    this.process = process;
  }

  /**
   * Shows an export as a file.
   *
   * @param path an empty file
   * @param folder for what is needed meanwhile
   */
  static FuseFile of(Path path, String uri, Path folder) throws IOException {
    Path ready = folder.resolve(path.getFileName() + ".ready");
    Path log = folder.resolve(path.getFileName() + ".log");
    Process process =
        new ProcessBuilder("nbdfuse", "-P", ready.toString(), path.toString(), uri)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Machine.await("nbdfuse is ready", () -> Files.exists(ready) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IOException("nbdfuse ended: " + Files.readString(log));
    }
    return new FuseFile(path, process);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    Machine.run("fusermount3", "-u", "-z", path.toString());
    Machine.await("nbdfuse ends", () -> !process.isAlive());
  }
}

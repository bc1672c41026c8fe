package dev.revector.devices.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A loop device with direct I/O on a file. */
final class Loop implements Closeable {
  private final Path device;
  private boolean attached = true;

  private Loop(Path device) {
    this.device = device;
  }

  static Loop on(Path file, int sectorSize, String... more) throws IOException {
    String[] command = {
      "losetup", "--find", "--show", "--direct-io=on", "--sector-size", "" + sectorSize
    };
    String[] all = new String[command.length + more.length + 1];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    all[all.length - 1] = file.toString();
    return new Loop(Path.of(Machine.run(all)));
  }

  Path path() {
    return device;
  }

  /** The name below {@code /dev}. */
  String name() {
    return device.getFileName().toString();
  }

  @Override
  public void close() throws IOException {
    if (attached) {
      attached = false;
      Machine.run("losetup", "--detach", device.toString());
    }
  }
}

package dev.revector.devices.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a path leads to, without opening it or calling native code.
 *
 * @param mode {@code st_mode}, 0 when there is nothing, or no such thing on this system
 * @param number {@code st_rdev}
 */
record FileKind(int mode, long number) {
  // include/uapi/linux/stat.h
  private static final int S_IFMT = 0170000;
  private static final int S_IFBLK = 0060000;
  private static final int S_IFREG = 0100000;

  static FileKind of(Path path) {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode");
      long number = (Long) Files.getAttribute(path, "unix:rdev");
      return new FileKind(mode, number);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return new FileKind(0, 0);
    }
  }

  boolean isDisk() {
    return (mode & S_IFMT) == S_IFBLK;
  }

  boolean isFile() {
    return (mode & S_IFMT) == S_IFREG;
  }
}

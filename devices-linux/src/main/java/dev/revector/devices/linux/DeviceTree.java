package dev.revector.devices.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where the kernel and udev say what they know of a block device. Whatever cannot be read counts as
 * not known: a container often has neither {@code /run/udev} nor {@code /dev/disk}.
 *
 * @param sys {@code /sys}
 * @param run {@code /run}
 * @param dev {@code /dev}
 * @param proc {@code /proc}
 */
record DeviceTree(Path sys, Path run, Path dev, Path proc) {
  /** No attribute that is of interest is longer. */
  private static final int MOST_BYTES = 1 << 20;

  static DeviceTree ofSystem() {
    return new DeviceTree(Path.of("/sys"), Path.of("/run"), Path.of("/dev"), Path.of("/proc"));
  }

  /** A device number as {@code MAJOR:MINOR}. */
  static String name(long number) {
    long major = (number >>> 8 & 0xFFF) | (number >>> 32 & ~0xFFFL);
    long minor = (number & 0xFF) | (number >>> 12 & ~0xFFL & 0xFFFFFFFFL);
    return major + ":" + minor;
  }

  /** The folder of a device, empty when the kernel shows none. */
  Optional<Path> folder(String name) {
    try {
      return Optional.of(sys.resolve("dev/block").resolve(name).toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The text of a file without blanks around it, empty when there is none. */
  static String text(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return "";
      }
      try (var in = Files.newInputStream(file)) {
        return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
      }
    } catch (IOException e) {
      return "";
    }
  }

  /** The first of these files that says something. */
  static String firstText(Path folder, String... names) {
    for (String name : names) {
      String text = text(folder.resolve(name));
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** A number that a file holds, or the default. */
  static long number(Path file, long otherwise) {
    try {
      return Long.parseLong(text(file));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** What udev stored of a device. */
  UdevData udev(String name) {
    return UdevData.parse(text(run.resolve("udev/data/b" + name)));
  }

  /** The lines of the table of mounts, as this process sees it. */
  List<String> mounts() {
    return text(proc.resolve("self/mountinfo")).lines().toList();
  }

  /** The names that lead to a device below {@code /dev/disk}, best first, by looking at all. */
  List<String> links(Path device) {
    List<String> found = new ArrayList<>();
    try {
      Path real = device.toRealPath();
      for (Path kind : list(dev.resolve("disk"))) {
        for (Path link : list(kind)) {
          if (Files.isSymbolicLink(link) && Files.exists(link) && link.toRealPath().equals(real)) {
            found.add(link.toString());
          }
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }

  /** The files in a folder in order of their names; none when it cannot be read. */
  static List<Path> list(Path folder) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(files::add);
      } catch (IOException | DirectoryIteratorException e) {
        return List.of();
      }
    }
    Collections.sort(files);
    return files;
  }
}

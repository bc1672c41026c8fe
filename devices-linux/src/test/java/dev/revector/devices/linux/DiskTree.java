package dev.revector.devices.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of our own that shows a disk {@code sda} (8:0) with a partition {@code sda1} (8:1). */
final class DiskTree {
  private static final long SDA = 8 << 8;

  private final Path root;
  private final DeviceTree tree;

  DiskTree(Path root) throws IOException {
    this.root = root;
    this.tree =
        new DeviceTree(
            root.resolve("sys"), root.resolve("run"), root.resolve("dev"), root.resolve("proc"));
    Path disk = root.resolve("sys/devices/pci/block/sda");
    Files.createDirectories(disk.resolve("sda1"));
    Files.createDirectories(root.resolve("sys/dev/block"));
    Files.createSymbolicLink(root.resolve("sys/dev/block/8:0"), disk);
    Files.createSymbolicLink(root.resolve("sys/dev/block/8:1"), disk.resolve("sda1"));
    put("sys/dev/block/8:0/dev", "8:0");
    put("sys/dev/block/8:1/dev", "8:1");
    put("sys/dev/block/8:1/partition", "1");
    put("sys/dev/block/8:1/start", "2048");
  }

  /** Writes a file, and the folders that lead to it. */
  void put(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(path, text + "\n");
  }

  DiskDescription disk() {
    return of("dev/sda", SDA);
  }

  DiskDescription partition() {
    return of("dev/sda1", SDA | 1);
  }

  DiskDescription of(String path, long number) {
    return DiskDescription.of(tree, root.resolve(path), number);
  }
}

package dev.revector.devices.linux;

import java.nio.file.Path;
import java.util.List;

/** Says who keeps a block device busy, for a message. */
final class Holders {
  private final DeviceTree tree;

  Holders(DeviceTree tree) {
    this.tree = tree;
  }

  /**
   * Names the place where a device or a partition of it is mounted, or the devices built on it.
   *
   * @param name the device as {@code MAJOR:MINOR}
   * @param folder its folder in sysfs
   */
  String describe(String name, Path folder) {
    List<String> mounts = tree.mounts();
    String mounted = mountPoint(mounts, name);
    if (!mounted.isEmpty()) {
      return "mounted at " + mounted;
    }
    List<Path> holders = DeviceTree.list(folder.resolve("holders"));
    if (!holders.isEmpty()) {
      return "used by " + holders.get(0).getFileName();
    }
    for (Path part : DeviceTree.list(folder)) {
      String partName = DeviceTree.text(part.resolve("dev"));
      if (!partName.isEmpty() && !DeviceTree.text(part.resolve("partition")).isEmpty()) {
        String place = mountPoint(mounts, partName);
        if (!place.isEmpty()) {
          return "its partition " + part.getFileName() + " mounted at " + place;
        }
      }
    }
    return "another program";
  }

  /** Fields of a line: id, parent, device number, root, mount point; the rest is of no interest. */
  private static String mountPoint(List<String> mounts, String name) {
    for (String mount : mounts) {
      List<String> fields = List.of(mount.split(" ", 6));
      if (fields.size() > 4 && fields.get(2).equals(name)) {
        return fields.get(4);
      }
    }
    return "";
  }
}

package dev.revector.devices.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A block device as sysfs and udev describe it.
 *
 * <p>Its identity, best first. A disk: the WWN; else model and serial; else the UUID that the
 * device mapper or md gave it; a loop device: its backing file. A partition has the same of its
 * disk with its first sector, and its own UUID in the partition table.
 *
 * @param wwn world-wide name of the disk
 * @param serial the disk's serial number
 * @param model the disk's model
 * @param partitionUuid empty for a whole disk
 * @param udev udev's properties of the device itself
 * @param stablePath a name below {@code /dev/disk}, or empty
 * @param ids parts of the stable identity, see {@link dev.revector.StableId}
 * @param backing what equals for devices on the same storage
 * @param startBytes where the device begins in its backing
 * @param queue folder of the disk's request queue
 * @param holder who has the device open, as far as the system tells
 */
record DiskDescription(
    String wwn,
    String serial,
    String model,
    String partitionUuid,
    UdevData udev,
    String stablePath,
    List<String> ids,
    String backing,
    long startBytes,
    Path queue,
    String holder) {

  /** sysfs counts in these, whatever the device's sectors are. */
  private static final int SYSFS_SECTOR = 512;

  static DiskDescription of(DeviceTree tree, Path device, long number) {
    String name = DeviceTree.name(number);
    Path folder = tree.folder(name).orElse(tree.sys().resolve("none"));
    boolean partition = Files.exists(folder.resolve("partition"));
    Path disk = partition ? parent(folder) : folder;
    UdevData udev = tree.udev(name);
    String diskName = partition ? DeviceTree.text(disk.resolve("dev")) : name;
    UdevData diskUdev = partition ? tree.udev(diskName) : udev;
    long start = partition ? DeviceTree.number(folder.resolve("start"), 0) : 0;
    Names names = names(disk, diskUdev);
    String partitionUuid =
        partition
            ? first(property(folder, "PARTUUID"), udev.first("ID_PART_ENTRY_UUID"))
                .toLowerCase(Locale.ROOT)
            : "";
    Backing backing = backing(tree, disk, diskName);
    return new DiskDescription(
        names.wwn,
        names.serial,
        names.model,
        partitionUuid,
        udev,
        stablePath(udev, tree, device),
        ids(names, disk, backing, partition ? "+" + start : "", partitionUuid),
        backing.key,
        backing.offset + start * SYSFS_SECTOR,
        disk.resolve("queue"),
        new Holders(tree).describe(name, folder));
  }

  /**
   * All that is told beyond identity and geometry.
   *
   * @param readOnly what the system answers, true when it refuses writes
   * @param alignmentOffsetBytes what it answers
   */
  DiskFacts facts(boolean readOnly, int alignmentOffsetBytes) {
    return new DiskFacts(
        stablePath,
        wwn,
        serial,
        model,
        partitionUuid,
        udev.first("ID_FS_TYPE"),
        udev.first("ID_FS_UUID"),
        udev.first("ID_FS_LABEL"),
        readOnly,
        DeviceTree.number(queue.resolve("rotational"), 0) != 0,
        !DeviceTree.text(queue.resolve("write_cache")).equals("write through"),
        DeviceTree.number(queue.resolve("discard_max_bytes"), 0),
        DeviceTree.number(queue.resolve("write_zeroes_max_bytes"), 0),
        alignmentOffsetBytes);
  }

  private static Path parent(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? folder : parent;
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  private record Names(String wwn, String serial, String model) {}

  private static Names names(Path disk, UdevData udev) {
    String wwn = DeviceTree.firstText(disk, "wwid", "device/wwid");
    String serial = DeviceTree.firstText(disk, "device/serial", "serial");
    String model = DeviceTree.firstText(disk, "device/model", "device/name");
    return new Names(
        oneLine(first(wwn, udev.first("ID_WWN_WITH_EXTENSION", "ID_WWN"))),
        oneLine(first(first(serial, vitalSerial(disk)), udev.first("ID_SERIAL_SHORT"))),
        oneLine(first(model, udev.first("ID_MODEL"))));
  }

  /** A SCSI disk's serial number: page 0x80 of its vital product data, behind 4 bytes of head. */
  private static String vitalSerial(Path disk) {
    Path page = disk.resolve("device/vpd_pg80");
    try {
      if (!Files.isRegularFile(page)) {
        return "";
      }
      byte[] bytes = Files.readAllBytes(page);
      return bytes.length <= 4
          ? ""
          : new String(bytes, 4, bytes.length - 4, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  private static String property(Path folder, String key) {
    return DeviceTree.text(folder.resolve("uevent"))
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElse("");
  }

  private static List<String> ids(
      Names names, Path disk, Backing backing, String suffix, String partitionUuid) {
    List<String> ids = new ArrayList<>();
    String mapper = DeviceTree.firstText(disk, "dm/uuid", "md/uuid");
    if (!names.wwn.isEmpty()) {
      ids.add("wwn:" + names.wwn + suffix);
    } else if (!names.serial.isEmpty()) {
      ids.add("serial:" + names.model + "/" + names.serial + suffix);
    } else if (!mapper.isEmpty()) {
      ids.add("mapper:" + mapper + suffix);
    } else {
      backing.id.ifPresent(id -> ids.add(id + suffix));
    }
    if (!partitionUuid.isEmpty()) {
      ids.add("partuuid:" + partitionUuid);
    }
    return List.copyOf(ids);
  }

  private record Backing(String key, long offset, Optional<String> id) {}

  /** A loop device shares its storage with the file or disk below it. */
  private static Backing backing(DeviceTree tree, Path disk, String diskName) {
    String file = DeviceTree.text(disk.resolve("loop/backing_file"));
    if (!file.isEmpty()) {
      try {
        Path path = Path.of(file);
        long offset = DeviceTree.number(disk.resolve("loop/offset"), 0);
        FileKind kind = FileKind.of(path);
        if (kind.isDisk()) {
          // The system lets no loop device stand on itself, so this ends.
          DiskDescription below = of(tree, path, kind.number());
          return new Backing(
              below.backing,
              below.startBytes + offset,
              below.ids.stream().findFirst().map(id -> id + "@" + offset));
        }
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (key != null) {
          return new Backing(
              key.toString(),
              offset,
              Optional.of(dev.revector.file.ContentId.ofFile(key.toString(), offset)));
        }
      } catch (IOException | InvalidPathException e) {
        // Deleted, or out of our sight: then the loop device stands for itself, like any other.
      }
    }
    return new Backing("disk " + diskName, 0, Optional.empty());
  }

  private static final List<String> KINDS =
      List.of("by-id/wwn-", "by-id/nvme-", "by-id/", "by-partuuid/", "by-uuid/", "by-path/", "");

  private static String stablePath(UdevData udev, DeviceTree tree, Path device) {
    List<String> links = new ArrayList<>();
    udev.links().forEach(link -> links.add(tree.dev().resolve(link).toString()));
    if (links.isEmpty()) {
      links.addAll(tree.links(device));
    }
    String root = tree.dev().resolve("disk") + "/";
    for (String kind : KINDS) {
      Optional<String> best =
          links.stream().filter(link -> link.startsWith(root + kind)).sorted().findFirst();
      if (best.isPresent()) {
        return best.get();
      }
    }
    return "";
  }
}

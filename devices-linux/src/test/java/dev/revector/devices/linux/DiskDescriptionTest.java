package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks as sysfs and udev describe them, in a tree of our own. */
class DiskDescriptionTest {
  @TempDir private Path root;
  private DiskTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new DiskTree(root);
  }

  private void put(String file, String text) throws IOException {
    tree.put(file, text);
  }

  private DiskDescription disk() {
    return tree.disk();
  }

  private DiskDescription partition() {
    return tree.partition();
  }

  @Test
  void shouldNameADiskByItsWwn() throws IOException {
    put("sys/dev/block/8:0/device/wwid", "naa.5000c500a1b2c3d4");
    put("sys/dev/block/8:0/device/model", "ST4000  ");
    put("sys/dev/block/8:0/device/serial", "ZC1");
    assertEquals(List.of("wwn:naa.5000c500a1b2c3d4"), disk().ids());
    assertEquals("ST4000", disk().model());
    assertEquals("ZC1", disk().serial());
    assertEquals("disk 8:0", disk().backing());
    assertEquals(0, disk().startBytes());
  }

  @Test
  void shouldNameADiskWithoutWwnByModelAndSerial() throws IOException {
    put("sys/dev/block/8:0/device/model", "ST4000");
    put("sys/dev/block/8:0/device/vpd_pg80", "\0\u0080\0\u0003ZC1");
    assertEquals(List.of("serial:ST4000/ZC1"), disk().ids());
  }

  @Test
  void shouldTakeFromUdevWhatSysfsDoesNotSay() throws IOException {
    put(
        "run/udev/data/b8:0",
        """
        S:disk/by-path/pci-1
        S:disk/by-id/ata-ST4000_ZC1
        E:ID_SERIAL_SHORT=ZC1
        E:ID_MODEL=ST4000\
        """);
    assertEquals(List.of("serial:ST4000/ZC1"), disk().ids());
    assertTrue(disk().stablePath().endsWith("dev/disk/by-id/ata-ST4000_ZC1"), disk().stablePath());
  }

  @Test
  void shouldNameAPartitionByItsDiskAndByItsUuid() throws IOException {
    put("sys/dev/block/8:0/device/wwid", "naa.1");
    put("sys/dev/block/8:1/uevent", "DEVTYPE=partition\nPARTUUID=ABCD-01");
    assertEquals(List.of("wwn:naa.1+2048", "partuuid:abcd-01"), partition().ids());
    assertEquals("disk 8:0", partition().backing());
    assertEquals(2048 * 512, partition().startBytes());
    assertEquals("abcd-01", partition().partitionUuid());
  }

  @Test
  void shouldNameALoopDeviceByItsFile() throws IOException {
    Path image = Files.createFile(root.resolve("image"));
    put("sys/dev/block/8:0/loop/backing_file", image.toString());
    put("sys/dev/block/8:0/loop/offset", "4096");
    assertTrue(disk().ids().get(0).startsWith("file:"), disk().ids().toString());
    assertTrue(disk().ids().get(0).endsWith("@4096"), disk().ids().toString());
    assertEquals(4096, disk().startBytes());
  }

  @Test
  void shouldLetALoopDeviceStandForItselfWhenItsFileHasNoNameHere() throws IOException {
    put("sys/dev/block/8:0/loop/backing_file", "/images/a\0b");
    assertEquals("disk 8:0", disk().backing());
  }

  @Test
  void shouldFindAStablePathWithoutUdevsData() throws IOException {
    Files.createDirectories(root.resolve("dev/disk/by-uuid"));
    Files.createFile(root.resolve("dev/sda1"));
    Files.createSymbolicLink(root.resolve("dev/disk/by-uuid/1234"), root.resolve("dev/sda1"));
    assertEquals(root.resolve("dev/disk/by-uuid/1234").toString(), partition().stablePath());
  }

  @Test
  void shouldSayWhereADiskIsMounted() throws IOException {
    put("proc/self/mountinfo", "36 35 8:1 / /mnt rw - ext4 /dev/sda1 rw");
    assertEquals("mounted at /mnt", partition().holder());
    assertEquals("its partition sda1 mounted at /mnt", disk().holder());
  }

  @Test
  void shouldSayWhatIsBuiltOnADisk() throws IOException {
    Files.createDirectories(root.resolve("sys/dev/block/8:0/holders/dm-3"));
    assertEquals("used by dm-3", disk().holder());
    assertEquals("another program", partition().holder());
  }

  @Test
  void shouldKnowNothingOfADeviceThatTheKernelDoesNotShow() {
    DiskDescription unknown = tree.of("dev/sdz", 65 << 8);
    assertEquals(List.of(), unknown.ids());
    assertEquals("disk 65:0", unknown.backing());
  }
}

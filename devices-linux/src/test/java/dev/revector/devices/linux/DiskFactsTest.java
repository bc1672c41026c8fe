package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sysfs and udev say of a disk beyond its identity, in a tree of our own. */
class DiskFactsTest {
  @TempDir private Path root;
  private DiskTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new DiskTree(root);
  }

  private DiskFacts disk() {
    return tree.disk().facts(false, 0);
  }

  private DiskFacts partition() {
    return tree.partition().facts(false, 0);
  }

  private void queue(String file, String text) throws IOException {
    tree.put("sys/dev/block/8:0/queue/" + file, text);
  }

  @Test
  void shouldTellTheLimitsOfDiscardAndWriteZeroes() throws IOException {
    queue("discard_max_bytes", "2147450880");
    queue("write_zeroes_max_bytes", "33553920");
    assertEquals(2147450880, disk().discardBytesMax());
    assertEquals(33553920, disk().writeZeroesBytesMax());
    assertEquals(2147450880, partition().discardBytesMax());
  }

  @Test
  void shouldTellASpinningDisk() throws IOException {
    queue("rotational", "1");
    assertTrue(disk().rotational());
    assertTrue(partition().rotational());
    queue("rotational", "0");
    assertFalse(disk().rotational());
  }

  @Test
  void shouldNeedFlushesUnlessTheDiskSaysThatItWritesThrough() throws IOException {
    assertTrue(disk().writeBackCache());
    queue("write_cache", "write back");
    assertTrue(disk().writeBackCache());
    queue("write_cache", "write through");
    assertFalse(disk().writeBackCache());
  }

  @Test
  void shouldTakeWhatIsNotANumberForNotKnown() throws IOException {
    queue("discard_max_bytes", "many");
    assertEquals(0, disk().discardBytesMax());
    assertEquals(0, disk().writeZeroesBytesMax());
    assertFalse(disk().rotational());
  }

  @Test
  void shouldTellTheFileSystemOfThatVeryPartition() throws IOException {
    tree.put("run/udev/data/b8:0", "E:ID_PART_TABLE_TYPE=gpt");
    tree.put(
        "run/udev/data/b8:1",
        """
        S:disk/by-uuid/0f1e2d3c-0000-4000-8000-123456789abc
        E:ID_FS_TYPE=ext4
        E:ID_FS_UUID=0f1e2d3c-0000-4000-8000-123456789abc
        E:ID_FS_LABEL=my=data\
        """);
    DiskFacts facts = partition();
    assertEquals("ext4", facts.fileSystem());
    assertEquals("0f1e2d3c-0000-4000-8000-123456789abc", facts.fileSystemUuid());
    assertEquals("my=data", facts.fileSystemLabel());
    assertTrue(facts.stablePath().endsWith("/disk/by-uuid/" + facts.fileSystemUuid()));
    assertEquals("", disk().fileSystem());
    assertEquals("", disk().fileSystemUuid());
    assertEquals("", disk().fileSystemLabel());
  }

  @Test
  void shouldPassOnWhatTheDeviceAnswered() throws IOException {
    tree.put("sys/dev/block/8:0/wwid", "naa.1");
    tree.put("sys/dev/block/8:0/device/model", "ST4000");
    tree.put("sys/dev/block/8:0/device/serial", "ZC1");
    tree.put("sys/dev/block/8:1/uevent", "PARTUUID=ABCD-01");
    DiskFacts facts = tree.partition().facts(true, 3584);
    assertTrue(facts.readOnly());
    assertEquals(3584, facts.alignmentOffsetBytes());
    assertEquals("naa.1", facts.wwn());
    assertEquals("ST4000", facts.model());
    assertEquals("ZC1", facts.serial());
    assertEquals("abcd-01", facts.partitionUuid());
  }
}

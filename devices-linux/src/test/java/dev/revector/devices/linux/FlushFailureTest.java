package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a failed flush, all devices on the same disk or file are told, whoever flushed. */
class FlushFailureTest {
  private static final long PART = 1 << 20;

  @TempDir private Path folder;
  private FaultyDisks disks;

  @BeforeEach
  void start() throws IOException {
    Machine.requireFaultyDisks();
    disks = new FaultyDisks(folder);
    disks.disk("main", 3 * PART, 512).start();
  }

  @AfterEach
  void takeDisksAway() throws IOException {
    if (disks != null) {
      disks.close();
    }
  }

  /** Opens a device, or a part of one. */
  private interface Opening {
    BlockDevice open(Path path, OpenMode mode) throws IOException;
  }

  private static OpenMode part(int number) {
    return new OpenMode(true, number * PART, PART, 0);
  }

  @Test
  void shouldFailAFlushOfEachPartOfADisk() throws IOException {
    expectAFailureInEachPart(disks.path("main"), DirectBlockDevice::open);
  }

  @Test
  void shouldFailAFlushOfEachPartOfADirectFile() throws IOException {
    expectAFailureInEachPart(folder.resolve("main.nbd"), DirectBlockDevice::open);
  }

  @Test
  void shouldFailAFlushOfEachPartOfAFile() throws IOException {
    expectAFailureInEachPart(folder.resolve("main.nbd"), FileBlockDevice::open);
  }

  @Test
  void shouldFailAFlushOfALoopDeviceAndOfTheFileBelow() throws IOException {
    Path file = folder.resolve("main.nbd");
    try (BlockDevice one = DirectBlockDevice.open(disks.path("main"), part(0));
        BlockDevice two = DirectBlockDevice.open(file, part(1));
        BlockDevice three = FileBlockDevice.open(file, part(2))) {
      one.write(0, Pairs.data(0, 8, 512, 1));
      two.write(0, Pairs.data(0, 8, 512, 1));
      disks.failFlush("main");
      assertThrows(BlockDeviceException.class, one::flush);
      disks.heal();
      assertThrows(BlockDeviceException.class, two::flush);
      assertThrows(BlockDeviceException.class, three::flush);
      one.flush();
      two.flush();
      three.flush();
    }
  }

  private void expectAFailureInEachPart(Path path, Opening opening) throws IOException {
    try (BlockDevice one = opening.open(path, part(0));
        BlockDevice two = opening.open(path, part(1))) {
      one.write(0, Pairs.data(0, 8, 512, 1));
      two.write(0, Pairs.data(0, 8, 512, 1));
      disks.failFlush("main");
      assertThrows(BlockDeviceException.class, one::flush);
      disks.heal();
      try (BlockDevice three = opening.open(path, part(2))) {
        three.flush();
      }
      one.flush();
      assertThrows(BlockDeviceException.class, two::flush);
      two.flush();
    }
  }
}

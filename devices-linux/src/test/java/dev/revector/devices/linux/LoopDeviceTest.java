package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceBusyException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Block devices of the kernel that do not fail. */
class LoopDeviceTest {
  @TempDir private Path folder;

  @BeforeEach
  void requireMachine() {
    Machine.requireLoopDevices();
  }

  private Path image(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(bytes);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldTakeTheSectorsThatTheDiskHas(int sectorSize) throws IOException {
    Path file = image("image", 8 << 20);
    try (Loop loop = Loop.on(file, sectorSize);
        DirectBlockDevice device = DirectBlockDevice.open(loop.path(), Pairs.WRITE)) {
      assertTrue(new DirectBlockDeviceProvider().accepts(loop.path()));
      assertEquals(sectorSize, device.geometry().sectorSize());
      assertEquals(8 << 20, device.geometry().bytes());
      assertFalse(device.facts().readOnly());
      assertEquals(0, device.facts().alignmentOffsetBytes());
      device.write(3, Pairs.data(3, 5, sectorSize, 1));
      device.flush();
      assertEquals(Pairs.data(3, 5, sectorSize, 1), Pairs.read(device, 3, 5));
      device.writeZeroes(4, 1);
      assertEquals(ByteBuffer.allocate(sectorSize), Pairs.read(device, 4, 1));
      device.discard(5, 3);
      assertEquals(Pairs.data(3, 1, sectorSize, 1), Pairs.read(device, 3, 1));
      if (sectorSize > 512) {
        ByteBuffer less = ByteBuffer.allocate(512);
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> device.write(0, less));
        assertTrue(e.toString().contains("sectorSize=4096"), e.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldSayOfADiskWhatLsblkSays(int sectorSize) throws IOException {
    try (Loop loop = Loop.on(image("image", 8 << 20), sectorSize);
        DirectBlockDevice device = DirectBlockDevice.open(loop.path(), Pairs.READ)) {
      DiskFacts facts = device.facts();
      String ours =
          String.join(
              " ",
              "" + device.geometry().bytes(),
              "" + device.geometry().sectorSize(),
              "" + device.geometry().physicalBlockSize(),
              facts.rotational() ? "1" : "0",
              facts.readOnly() ? "1" : "0",
              "" + facts.discardBytesMax(),
              "" + facts.alignmentOffsetBytes());
      String columns = "SIZE,LOG-SEC,PHY-SEC,ROTA,RO,DISC-MAX,ALIGNMENT";
      String theirs = Machine.run("lsblk", "-b", "-d", "-n", "-r", "-o", columns, "" + loop.path());
      assertEquals(theirs.replaceAll(" +", " "), ours);
      assertTrue(facts.discardBytesMax() > 0);
    }
  }

  @Test
  void shouldHaveAWriterOfADiskAlone() throws IOException {
    try (Loop loop = Loop.on(image("image", 8 << 20), 512)) {
      try (DirectBlockDevice look = DirectBlockDevice.open(loop.path(), Pairs.READ)) {
        assertFalse(look.heldByWriter());
        try (DirectBlockDevice writer = DirectBlockDevice.open(loop.path(), Pairs.WRITE)) {
          assertFalse(writer.heldByWriter());
          assertTrue(look.heldByWriter());
          assertThrows(
              DeviceBusyException.class, () -> DirectBlockDevice.open(loop.path(), Pairs.WRITE));
          assertThrows(IOException.class, () -> Machine.run("mkfs.ext4", "-q", "" + loop.path()));
        }
        assertFalse(look.heldByWriter());
      }
    }
  }

  @Test
  void shouldWritePartsOfADiskSideBySide() throws IOException {
    OpenMode one = new OpenMode(true, 0, 1 << 20, 0);
    OpenMode two = new OpenMode(true, 1 << 20, 1 << 20, 0);
    try (Loop loop = Loop.on(image("image", 8 << 20), 512);
        DirectBlockDevice first = DirectBlockDevice.open(loop.path(), one);
        DirectBlockDevice second = DirectBlockDevice.open(loop.path(), two)) {
      assertFalse(first.identity().overlaps(second.identity()));
      first.write(2047, Pairs.data(1, 1, 512, 1));
      second.write(0, Pairs.data(2, 1, 512, 1));
      assertEquals(Pairs.data(1, 1, 512, 1), Pairs.read(first, 2047, 1));
      assertThrows(DeviceBusyException.class, () -> DirectBlockDevice.open(loop.path(), one));
      try (DirectBlockDevice rest =
          DirectBlockDevice.open(loop.path(), new OpenMode(false, 2 << 20, -1, 0))) {
        assertFalse(rest.heldByWriter());
      }
    }
  }

  @Test
  void shouldKnowTheDiskBelowALoopDevice() throws IOException {
    try (Loop below = Loop.on(image("image", 8 << 20), 512);
        Loop above = Loop.on(below.path(), 512, "--offset", "4096");
        DirectBlockDevice lower = DirectBlockDevice.open(below.path(), Pairs.READ);
        DirectBlockDevice upper = DirectBlockDevice.open(above.path(), Pairs.READ)) {
      assertTrue(upper.identity().overlaps(lower.identity()));
      assertEquals(4096, upper.identity().offsetBytes());
    }
  }

  @Test
  void shouldSayWhereADiskIsMounted() throws IOException {
    Path mountPoint = Files.createDirectory(folder.resolve("mnt"));
    try (Loop loop = Loop.on(image("image", 8 << 20), 512)) {
      Machine.run("mkfs.ext4", "-q", loop.path().toString());
      Machine.run("mount", loop.path().toString(), mountPoint.toString());
      try {
        DeviceBusyException e =
            assertThrows(
                DeviceBusyException.class, () -> DirectBlockDevice.open(loop.path(), Pairs.WRITE));
        assertTrue(e.toString().contains("mounted at " + mountPoint), e.toString());
        try (DirectBlockDevice look = DirectBlockDevice.open(loop.path(), Pairs.READ)) {
          assertTrue(look.heldByWriter());
          assertTrue(look.identity().stableId().contains("ext:"), look.identity().toString());
        }
      } finally {
        Machine.run("umount", mountPoint.toString());
      }
    }
  }

  @Test
  void shouldSeeThatADiskItsFileAndItsPartsShareStorage() throws IOException {
    Path file = image("image", 8 << 20);
    try (Loop loop = Loop.on(file, 512);
        Loop tail = Loop.on(file, 512, "--offset", "4194304");
        DirectBlockDevice whole = DirectBlockDevice.open(loop.path(), Pairs.READ);
        DirectBlockDevice half = DirectBlockDevice.open(tail.path(), Pairs.READ);
        FileBlockDevice below = FileBlockDevice.open(file, Pairs.READ);
        DirectBlockDevice start =
            DirectBlockDevice.open(loop.path(), new OpenMode(false, 0, 4 << 20, 0))) {
      assertTrue(whole.identity().overlaps(below.identity()));
      assertTrue(whole.identity().overlaps(half.identity()));
      assertTrue(half.identity().overlaps(below.identity()));
      assertFalse(start.identity().overlaps(half.identity()));
      assertEquals(below.identity().stableId(), whole.identity().stableId());
    }
  }

  @Test
  void shouldRefuseToWriteAProtectedDisk() throws IOException {
    try (Loop loop = Loop.on(image("image", 8 << 20), 512, "--read-only")) {
      assertThrows(
          ReadOnlyDeviceException.class, () -> DirectBlockDevice.open(loop.path(), Pairs.WRITE));
      try (DirectBlockDevice look = DirectBlockDevice.open(loop.path(), Pairs.READ)) {
        assertTrue(look.facts().readOnly());
      }
    }
  }

  @Test
  void shouldKeepAPairOn512ByteSectorsAnd4096ByteBlocks() throws IOException {
    OpenMode mode = new OpenMode(true, 0, -1, 4096);
    try (Loop main = Loop.on(image("main", 8 << 20), 512);
        Loop spare = Loop.on(image("spare", 8 << 20), 512);
        RemapTarget target =
            RemapTarget.builder()
                .main(DirectBlockDevice.open(main.path(), mode))
                .spare(DirectBlockDevice.open(spare.path(), mode))
                .create()) {
      target.write(8, Pairs.data(8, 24, 512, 1));
      target.remap(17, 1);
      assertEquals(8, target.runs(0, 100).get(0).count());
      assertEquals(Pairs.data(8, 24, 512, 1), Pairs.read(target, 8, 24));
    }
  }
}

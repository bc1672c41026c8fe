package dev.revector.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.DeviceGoneException;
import dev.revector.MediumException;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedDisksTest {
  private static final int SIZE = Settings.SECTOR_SIZE;

  @TempDir Path folder;
  private BlockDevice file;
  private Power power;
  private CachedDisk cached;
  private FailingDisk failing;

  @BeforeEach
  void makeDisks() throws IOException {
    Path path = Files.write(folder.resolve("disk"), new byte[64 * SIZE]);
    file = FileBlockDevice.open(path, new OpenMode(true, 0, -1, 0));
    power = new Power(new SplittableRandom(1));
    cached = new CachedDisk(file, power);
    failing = new FailingDisk(cached, folder.resolve("bad"), new SplittableRandom(2));
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  private static ByteBuffer filled(int sectors, int value) {
    byte[] bytes = new byte[sectors * SIZE];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  private static ByteBuffer read(BlockDevice disk, long lba, int sectors) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(sectors * SIZE);
    disk.read(lba, target);
    return target.flip();
  }

  @Test
  void shouldKeepAWriteInTheCacheUntilTheFlush() throws IOException {
    cached.write(3, filled(2, 7));
    assertEquals(filled(1, 7), read(cached, 4, 1));
    assertEquals(filled(1, 0), read(file, 4, 1));
    cached.flush();
    assertEquals(filled(1, 7), read(file, 4, 1));
  }

  @Test
  void shouldLoseTheCacheByChanceButNothingFlushed() throws IOException {
    cached.write(0, filled(64, 1));
    cached.flush();
    for (int lba = 0; lba < 60; lba += 4) {
      cached.write(lba, filled(4, 2));
    }
    power.failAfter(1);
    assertThrows(DeviceGoneException.class, () -> cached.write(60, filled(4, 2)));
    assertFalse(power.isOn());
    assertThrows(DeviceGoneException.class, () -> read(cached, 0, 1));
    assertThrows(DeviceGoneException.class, cached::flush);
    assertEquals(16, power.loss().requests());
    int changed = 0;
    for (int lba = 0; lba < 64; lba++) {
      ByteBuffer sector = read(file, lba, 1);
      changed += sector.equals(filled(1, 2)) ? 1 : 0;
      assertTrue(sector.equals(filled(1, 1)) || sector.equals(filled(1, 2)));
    }
    assertTrue(changed > 0 && changed < 64, "changed=" + changed);
  }

  @Test
  void shouldRefuseWhatTouchesABadSector() throws IOException {
    failing.write(0, filled(8, 1));
    failing.spoil(4, 2);
    ByteBuffer target = ByteBuffer.allocate(8 * SIZE);
    MediumException error = assertThrows(MediumException.class, () -> failing.read(0, target));
    assertEquals(4 * SIZE, target.position());
    assertEquals(8, error.extent().count());
    assertThrows(MediumException.class, () -> failing.write(5, filled(1, 1)));
    assertThrows(MediumException.class, () -> failing.writeZeroes(5, 1));
    assertEquals(filled(4, 1), read(failing, 0, 4));
    assertEquals(filled(2, 1), read(failing, 6, 2));
  }

  @Test
  void shouldLeaveNoiseInABadSector() throws IOException {
    failing.write(4, filled(1, 1));
    failing.spoil(4, 1);
    assertNotEquals(filled(1, 1), read(file, 4, 1));
    failing.flush();
    assertNotEquals(filled(1, 1), read(file, 4, 1), "the cache must not bring the data back");
    assertNotEquals(filled(1, 0), read(file, 4, 1));
  }

  @Test
  void shouldRememberBadSectors() throws IOException {
    failing.spoil(4, 2);
    failing.spoil(9, 1);
    FailingDisk again = new FailingDisk(cached, folder.resolve("bad"), new SplittableRandom(2));
    assertEquals("[4, 5, 9]", again.badSectors().toString());
    assertTrue(again.isBad(0, 5));
    assertFalse(again.isBad(6, 3));
  }
}

package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceGoneException;
import dev.revector.MediumException;
import dev.revector.file.FileBlockDevice;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ordinary file whose disk fails: in some sectors, or altogether. */
class DeadFileTest {
  private static final int SECTORS = 64 << 11;

  @TempDir private Path folder;
  private FaultyDisks disks;

  @BeforeEach
  void start() throws IOException {
    Machine.requireFaultyDisks();
    disks = new FaultyDisks(folder);
    disks.disk("main", SECTORS * 512L, 512).start();
  }

  @AfterEach
  void takeDisksAway() throws IOException {
    if (disks != null) {
      disks.close();
    }
  }

  @Test
  void shouldTellADeadDiskFromABadSector() throws IOException {
    try (FileBlockDevice file = FileBlockDevice.open(folder.resolve("main.nbd"))) {
      disks.fail("main", "rw", 1000, 8);
      assertThrows(MediumException.class, () -> Pairs.read(file, 1000, 8));
      disks.fail("main", "rw", SECTORS / 4, SECTORS / 2);
      assertThrows(MediumException.class, () -> Pairs.read(file, SECTORS / 2, 8));
      disks.fail("main", "rw", 0, SECTORS);
      IOException e =
          assertThrows(IOException.class, () -> file.write(2000, Pairs.data(0, 8, 512, 1)));
      assertFalse(e instanceof MediumException, e.toString());
      assertEquals(DeviceGoneException.class, e.getClass(), e.toString());
      disks.heal();
      assertThrows(DeviceGoneException.class, () -> Pairs.read(file, 1000, 8));
    }
  }
}

package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Simulated disks for the tests of the commands. */
public final class Simulation {
  private Simulation() {}

  /** A file as a disk without faults. */
  public static BlockDevice open(Path file) throws IOException {
    return FileBlockDevice.open(file, new OpenMode(true, 0, -1, 0));
  }

  /** A file as a disk in which some sectors went bad, and hold noise. */
  public static BlockDevice failing(Path file, Path list, long lba, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    FailingDisk disk =
        new FailingDisk(new CachedDisk(open(file), new Power(random)), list, random.split());
    disk.spoil(lba, count);
    return disk;
  }
}

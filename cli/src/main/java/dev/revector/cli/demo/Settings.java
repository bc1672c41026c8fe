package dev.revector.cli.demo;

import java.nio.file.Path;

/**
 * What a demonstration does.
 *
 * @param folder where the disks are made; exists
 * @param mainBytes size of main, a multiple of 1 MiB
 * @param badSectors how many sectors go bad
 * @param seed what decides everything else
 */
public record Settings(Path folder, long mainBytes, int badSectors, long seed) {

  /** Bytes in a sector of an image. */
  public static final int SECTOR_SIZE = 512;

  private static final long MIB = 1 << 20;
  private static final long MAX_BYTES = 1 << 30;
  private static final int SECTORS_PER_BAD = 16;

  /**
   * Checks the ranges: a main of 1 MiB to 1 GiB, of which at most 1/16 goes bad, and no more than
   * the spare can take.
   */
  public Settings {
    if (mainBytes < MIB || mainBytes > MAX_BYTES || mainBytes % MIB != 0) {
      throw new IllegalArgumentException(
          "--size is out of range: bytes=" + mainBytes + "; give 1M to 1G, in whole MiB");
    }
    if (badSectors < 0 || badSectors > mostBad(mainBytes)) {
      throw new IllegalArgumentException(
          "--bad is out of range: bad=" + badSectors + "; give 0 to " + mostBad(mainBytes));
    }
  }

  /** Metadata, and the room that it can grow into, leave three quarters of such a spare. */
  private static long mostBad(long mainBytes) {
    long slots = spareBytes(mainBytes) / SECTOR_SIZE * 3 / 4;
    return Math.min(mainBytes / SECTOR_SIZE / SECTORS_PER_BAD, slots);
  }

  /** How many sectors may go bad. */
  long mostBad() {
    return mostBad(mainBytes);
  }

  /** Size of main in sectors. */
  int sectors() {
    return (int) (mainBytes / SECTOR_SIZE);
  }

  /** Size of the spare: 1/16 of main, and at least what suits five copies. */
  long spareBytes() {
    return spareBytes(mainBytes);
  }

  private static long spareBytes(long mainBytes) {
    return Math.max(4 * MIB, mainBytes / 16);
  }

  /** The file that is main. */
  public Path mainFile() {
    return folder.resolve("main.img");
  }

  /** The file that is the spare. */
  public Path spareFile() {
    return folder.resolve("spare.img");
  }

  /** The list of main's bad sectors, one number in a line. */
  Path badFile() {
    return folder.resolve("main.bad");
  }

  /** The checksum of all data, as sha256sum writes it for its standard input. */
  public Path checksumFile() {
    return folder.resolve("data.sha256");
  }
}

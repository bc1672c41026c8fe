package dev.revector.file;

import dev.revector.file.SharedFile.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds out after a medium error whether anything of a file can be read. Where the disk below it
 * was pulled, every request may end with the same error as one to a bad sector does; taken for bad
 * sectors, that would eat the spares.
 *
 * <p>What the system has in memory and what a sparse file has no place for is read without the
 * disk, so a file may count as alive that is not.
 */
final class FileVitals {
  /**
   * Sixteenths of the device in which a place is sampled, each time another one: a place that was
   * read before proves nothing, and the ends are read at each opening. So many, since a small file
   * may lie in a bad region for the most part and still be there.
   */
  private static final int[] SAMPLES = {7, 12, 3, 9, 5, 14, 1, 10, 6, 13, 2, 8, 4, 11};

  private FileVitals() {}

  /** True when none of some sectors, spread over the bytes of a device, can be read. */
  static boolean isDead(AsynchronousFileChannel channel, Range range) {
    long part = range.length() / FileBlockDevice.SECTOR_SIZE / 16;
    for (int sixteenths : SAMPLES) {
      long sector = part * sixteenths + ThreadLocalRandom.current().nextLong(part + 1);
      if (isReadable(channel, range.offset() + sector * FileBlockDevice.SECTOR_SIZE)) {
        return false;
      }
    }
    return true;
  }

  /** Anything but the error of a bad medium says nothing against the file. */
  private static boolean isReadable(AsynchronousFileChannel channel, long offset) {
    try {
      FileBlockDevice.await(channel.read(ByteBuffer.allocate(FileBlockDevice.SECTOR_SIZE), offset));
      return true;
    } catch (IOException e) {
      return !FileErrors.isOfDevice(e);
    }
  }
}

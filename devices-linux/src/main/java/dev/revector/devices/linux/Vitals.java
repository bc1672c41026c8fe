package dev.revector.devices.linux;

import java.nio.ByteBuffer;

/**
 * Finds out after an error whether the device is still there. A device that was pulled, or whose
 * server died, often answers every request with the same I/O error as a bad sector does; taken for
 * bad sectors, that would eat the spares.
 *
 * <p>A device is gone when it does not know its size any more or has none, or when after a medium
 * error none of a few sectors, spread over the whole of it, can be read. A disk with as much as one
 * good sector among those is not gone.
 */
final class Vitals {
  /** Sampled places, as sixteenths of the device: its ends first, most likely to be good. */
  private static final int[] SAMPLES = {0, 16, 7, 12, 3};

  private final Descriptor descriptor;
  private final boolean disk;
  private final Transfers transfers;
  private final int sectorSize;
  private final long bytes;

  /**
   * What to look at.
   *
   * @param disk true for a block device, false for a file
   * @param bytes size of the whole device or file, when it was opened
   */
  Vitals(Descriptor descriptor, boolean disk, Transfers transfers, int sectorSize, long bytes) {
    this.descriptor = descriptor;
    this.disk = disk;
    this.transfers = transfers;
    this.sectorSize = sectorSize;
    this.bytes = bytes;
  }

  /** What was found. */
  enum Finding {
    ALIVE,
    SHRUNK,
    GONE
  }

  /** Looks after a request failed, with that error number or {@link Transfers#ENDED}. */
  Finding look(int error) {
    if (error != Transfers.ENDED && Errno.meaning(error) == Errno.Meaning.GONE) {
      return Finding.GONE;
    }
    if (disk) {
      long now = descriptor.askLong(Abi.BLKGETSIZE64);
      if (now <= 0) {
        return Finding.GONE;
      }
      if (now < bytes) {
        return Finding.SHRUNK;
      }
    }
    if (error == Transfers.ENDED) {
      return Finding.SHRUNK;
    }
    boolean storm = Errno.meaning(error) == Errno.Meaning.MEDIUM && !mayBeReadable();
    return storm ? Finding.GONE : Finding.ALIVE;
  }

  /** False when each sample fails for the device's sake; lack of memory says nothing of it. */
  private boolean mayBeReadable() {
    long last = bytes / sectorSize - 1;
    for (int sixteenths : SAMPLES) {
      long sector = last / 16 * sixteenths + (sixteenths == 16 ? last % 16 : 0);
      ByteBuffer sample = ByteBuffer.allocate(sectorSize);
      if (!isOfDevice(transfers.read(sector * sectorSize, sample))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfDevice(int error) {
    return error == Transfers.ENDED
        || Errno.meaning(error) == Errno.Meaning.MEDIUM
        || Errno.meaning(error) == Errno.Meaning.GONE;
  }
}

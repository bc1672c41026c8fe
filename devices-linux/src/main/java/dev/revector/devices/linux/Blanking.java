package dev.revector.devices.linux;

/**
 * Discards and zeroes by the means of the device or the file system. Results are 0 or the error
 * number.
 */
final class Blanking {
  private final Descriptor descriptor;
  private final boolean disk;
  private final Transfers transfers;

  Blanking(Descriptor descriptor, boolean disk, Transfers transfers) {
    this.descriptor = descriptor;
    this.disk = disk;
    this.transfers = transfers;
  }

  /** True when a file's system can give its room back; tried behind the file's end. */
  boolean canPunch(long fileBytes) {
    long behind = (fileBytes | 0xFFFF) + 1;
    return punch(behind, 0x10000) == 0;
  }

  private int punch(long offset, long bytes) {
    int mode = Abi.FALLOC_FL_PUNCH_HOLE | Abi.FALLOC_FL_KEEP_SIZE;
    return -descriptor.allocate(mode, offset, bytes);
  }

  int discard(long offset, long bytes) {
    int error = disk ? -descriptor.range(Abi.BLKDISCARD, offset, bytes) : punch(offset, bytes);
    return isUnsupported(error) ? 0 : error;
  }

  /** On a disk the system itself writes zeros where the hardware cannot make them. */
  int zero(long offset, long bytes) {
    int mode = Abi.FALLOC_FL_ZERO_RANGE | Abi.FALLOC_FL_KEEP_SIZE;
    int error =
        disk
            ? -descriptor.range(Abi.BLKZEROOUT, offset, bytes)
            : -descriptor.allocate(mode, offset, bytes);
    return isUnsupported(error) ? transfers.writeZeroes(offset, bytes) : error;
  }

  private static boolean isUnsupported(int error) {
    return error == Errno.EOPNOTSUPP || error == Errno.ENOSYS || error == Errno.ENOTTY;
  }
}

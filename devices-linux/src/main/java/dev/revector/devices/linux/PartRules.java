package dev.revector.devices.linux;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceTooSmallException;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.nio.file.Path;

/** Which bytes a device covers. Pure. */
final class PartRules {
  private PartRules() {}

  /** The physical block size: what was asked for, else what the device says if that is valid. */
  static int blockSize(OpenMode mode, int sectorSize, int found) {
    if (mode.physicalBlockSize() != 0) {
      return mode.physicalBlockSize();
    }
    boolean valid = Integer.bitCount(found) == 1 && found >= sectorSize;
    return valid ? Math.min(found, DeviceGeometry.MAX_BLOCK_SIZE) : sectorSize;
  }

  /**
   * The part that was asked for.
   *
   * @param totalBytes size of the whole
   * @param firstBlock where the first physical block of the whole begins
   * @param unit what the end is rounded down to when no length was asked for
   * @throws DeviceTooSmallException if the whole ends before the part does, or holds nothing
   * @throws IllegalArgumentException if the part does not begin with a physical block, or is not
   *     whole ones
   */
  static Range range(
      Path path, OpenMode mode, long totalBytes, long firstBlock, int blockSize, int unit)
      throws DeviceTooSmallException {
    if (mode.offsetBytes() != 0) {
      requireBlocks("offset", mode.offsetBytes() - firstBlock, blockSize);
    }
    long available = Math.max(0, totalBytes - mode.offsetBytes());
    long length = available - available % unit;
    if (mode.lengthBytes() != -1) {
      requireBlocks("length", mode.lengthBytes(), blockSize);
      length = mode.lengthBytes();
    }
    if (length > available || length == 0) {
      throw new DeviceTooSmallException(
          "device is too small: path="
              + path
              + ", bytes="
              + totalBytes
              + ", expected at least="
              + (mode.offsetBytes() + Math.max(length, unit)));
    }
    return new Range(mode.offsetBytes(), length);
  }

  private static void requireBlocks(String what, long bytes, int blockSize) {
    if (bytes < 0 || bytes % blockSize != 0) {
      throw new IllegalArgumentException(
          what
              + " is not whole physical blocks: bytes="
              + bytes
              + ", physicalBlockSize="
              + blockSize);
    }
  }

  /** True when the part begins in the middle of a physical block. */
  static boolean isMisaligned(long firstBlock, Range range, int blockSize) {
    return (range.offset() - firstBlock) % blockSize != 0;
  }
}

package dev.revector.file;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceTooSmallException;
import dev.revector.file.SharedFile.Range;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.nio.file.Path;

/** Which bytes of a file a device covers. Pure. */
final class PartRules {
  private PartRules() {}

  /** Refuses a part that is not whole blocks, or a block size that is none. */
  static void check(OpenMode mode, int blockSize) {
    // Refuses a block size that is not valid, before it divides anything.
    new DeviceGeometry(0, FileBlockDevice.SECTOR_SIZE, blockSize).bytes();
    if (mode.offsetBytes() < 0 || mode.offsetBytes() % blockSize != 0) {
      throw new IllegalArgumentException(
          "offset is not whole physical blocks: offsetBytes="
              + mode.offsetBytes()
              + ", physicalBlockSize="
              + blockSize);
    }
    if (mode.lengthBytes() != -1
        && (mode.lengthBytes() <= 0 || mode.lengthBytes() % blockSize != 0)) {
      throw new IllegalArgumentException(
          "length is not whole physical blocks: lengthBytes="
              + mode.lengthBytes()
              + ", physicalBlockSize="
              + blockSize
              + "; -1 stands for all up to the end");
    }
  }

  /** The part that was asked for of a file of this size. */
  static Range range(Path path, OpenMode mode, long fileBytes, int blockSize)
      throws DeviceTooSmallException {
    long available = Math.max(0, fileBytes - mode.offsetBytes());
    long length = mode.lengthBytes() == -1 ? available - available % blockSize : mode.lengthBytes();
    if (length > available || length == 0) {
      throw new DeviceTooSmallException(
          "file is too small: path="
              + path
              + ", bytes="
              + fileBytes
              + ", expected at least="
              + (mode.offsetBytes() + Math.max(length, blockSize)));
    }
    return new Range(mode.offsetBytes(), length);
  }
}

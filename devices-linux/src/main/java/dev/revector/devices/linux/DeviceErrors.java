package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import org.jspecify.annotations.Nullable;

/** Turns what the system says of a failed request into the exception that it is. Pure. */
final class DeviceErrors {
  private DeviceErrors() {}

  /**
   * Translates an error number.
   *
   * @param changes true for a request that changes the device
   * @param sectors what the request still had to do; null for a request without sectors, such as a
   *     flush, whose error says nothing about any
   */
  static BlockDeviceException translate(
      int errno, String path, String operation, boolean changes, @Nullable Extent sectors) {
    String message =
        "device I/O failed: path="
            + path
            + ", operation="
            + operation
            + (sectors == null ? "" : ", sectors=" + sectors)
            + ", reason="
            + Errno.describe(errno);
    return switch (Errno.meaning(errno)) {
      case MEDIUM ->
          sectors == null
              ? new BlockDeviceException(message)
              : new MediumException(message, sectors, null);
      case GONE -> new DeviceGoneException(message);
      case READ_ONLY ->
          changes ? new ReadOnlyDeviceException(message) : new BlockDeviceException(message);
      case OTHER -> new BlockDeviceException(message);
    };
  }

  /** The device was found to be gone after this error. */
  static DeviceGoneException gone(
      int error, String path, String operation, @Nullable Extent sectors) {
    return new DeviceGoneException(
        "device is gone: path="
            + path
            + ", operation="
            + operation
            + (sectors == null ? "" : ", sectors=" + sectors)
            + ", reason="
            + (error == Transfers.ENDED ? "it has ended" : Errno.describe(error))
            + "; attach it and open it again");
  }

  /** The system does not let anybody write to the device. */
  static ReadOnlyDeviceException writeProtected(String path) {
    return new ReadOnlyDeviceException(
        "block device is write-protected: path=" + path + "; make it writable (blockdev --setrw)");
  }

  /** The device has ended before it should. */
  static BlockDeviceException shrunk(String path, String operation, long expectedBytes) {
    return new BlockDeviceException(
        "device is smaller than when it was opened: path="
            + path
            + ", operation="
            + operation
            + ", expectedBytes="
            + expectedBytes
            + "; close it and restore its size");
  }
}

package dev.revector.file;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what an error of the file system means. Java hands on no error number, only the platform's
 * text for it.
 */
final class FileErrors {
  /** EIO. */
  private static final String MEDIUM = "Input/output error";

  /** ENXIO, ENODEV, ESTALE. */
  private static final List<String> GONE =
      List.of("No such device or address", "No such device", "Stale file handle");

  private FileErrors() {}

  /** True when the error says that the medium is bad or that the device is gone. */
  static boolean isOfDevice(IOException error) {
    String reason = String.valueOf(error.getMessage());
    return reason.contains(MEDIUM) || GONE.stream().anyMatch(reason::contains);
  }

  /**
   * Translates what the file system threw.
   *
   * @param sectors the sectors that the request still had to do; null for a request without any,
   *     whose error says nothing about a sector
   */
  static BlockDeviceException translate(
      IOException error, String path, String operation, @Nullable Extent sectors) {
    String reason = error.getMessage() == null ? error.toString() : error.getMessage();
    String message =
        "file I/O failed: path="
            + path
            + ", operation="
            + operation
            + (sectors == null ? "" : ", sectors=" + sectors)
            + ", reason="
            + reason;
    if (sectors != null && reason.contains(MEDIUM)) {
      return new MediumException(message, sectors, error);
    }
    if (GONE.stream().anyMatch(reason::contains)) {
      return new DeviceGoneException(message, error);
    }
    return new BlockDeviceException(message, error);
  }
}

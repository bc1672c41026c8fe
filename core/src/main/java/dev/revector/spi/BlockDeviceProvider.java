package dev.revector.spi;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens devices by path. Found through {@link java.util.ServiceLoader}; the first that accepts a
 * path opens it. Stateless; any thread may call.
 *
 * @since 0.1
 */
public interface BlockDeviceProvider {

  /** True when this provider is the one to open {@code path}; looks at the path, opens nothing. */
  boolean accepts(Path path);

  /**
   * Opens a device, or a part of one.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such path
   * @throws dev.revector.DeviceBusyException if it is to be written and is open elsewhere
   */
  BlockDevice open(Path path, OpenMode mode) throws IOException;

  /**
   * How to open a device.
   *
   * @param writable true to write too, which excludes every other writer
   * @param offsetBytes where the device begins in the file or disk
   * @param lengthBytes how many bytes it covers, -1 for all up to the end
   * @param physicalBlockSize physical block size to assume, in bytes, 0 for what the device says
   */
  record OpenMode(boolean writable, long offsetBytes, long lengthBytes, int physicalBlockSize) {}
}

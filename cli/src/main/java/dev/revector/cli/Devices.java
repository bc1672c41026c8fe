package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.DeviceGoneException;
import dev.revector.spi.BlockDeviceProvider;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ServiceLoader;

/** Opens devices through whatever providers are there. */
final class Devices {
  private Devices() {}

  /**
   * Opens a device.
   *
   * @param physicalBlockSize physical block size to assume, in bytes, 0 for what the device says
   * @throws java.nio.file.NoSuchFileException if there is no such path
   * @throws dev.revector.DeviceBusyException if it is to be written and is open elsewhere
   */
  static BlockDevice open(DeviceSpec device, boolean writable, int physicalBlockSize)
      throws IOException {
    Files.readAttributes(device.path(), BasicFileAttributes.class);
    for (BlockDeviceProvider provider :
        ServiceLoader.load(BlockDeviceProvider.class, Devices.class.getClassLoader())) {
      if (provider.accepts(device.path())) {
        return open(
            provider,
            device.path(),
            new OpenMode(writable, device.offsetBytes(), device.lengthBytes(), physicalBlockSize));
      }
    }
    throw new FileSystemException(
        device.path().toString(), null, "neither a block device nor a regular file");
  }

  /** A device that is gone before it was there is one that can't be opened. */
  private static BlockDevice open(BlockDeviceProvider provider, Path path, OpenMode mode)
      throws IOException {
    try {
      return provider.open(path, mode);
    } catch (DeviceGoneException e) {
      FileSystemException absent = new FileSystemException(path.toString(), null, e.getMessage());
      absent.initCause(e);
      throw absent;
    }
  }
}

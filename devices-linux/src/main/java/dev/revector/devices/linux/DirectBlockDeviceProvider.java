package dev.revector.devices.linux;

import dev.revector.BlockDevice;
import dev.revector.spi.BlockDeviceProvider;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens block devices, see {@link DirectBlockDevice}. Regular files are left to other providers;
 * {@link DirectBlockDevice#open} takes them, too.
 *
 * @since 0.1
 */
public final class DirectBlockDeviceProvider implements BlockDeviceProvider {

  /** For {@link java.util.ServiceLoader}. */
  public DirectBlockDeviceProvider() {}

  /** True for a block device of Linux, and for a link to one. */
  @Override
  public boolean accepts(Path path) {
    return FileKind.of(path).isDisk();
  }

  @Override
  public BlockDevice open(Path path, OpenMode mode) throws IOException {
    return DirectBlockDevice.open(path, mode);
  }
}

package dev.revector.file;

import dev.revector.BlockDevice;
import dev.revector.spi.BlockDeviceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens regular files as devices, see {@link FileBlockDevice}.
 *
 * @since 0.1
 */
public final class FileBlockDeviceProvider implements BlockDeviceProvider {

  /** For {@link java.util.ServiceLoader}. */
  public FileBlockDeviceProvider() {}

  /** True for a regular file that exists, and for a link to one. */
  @Override
  public boolean accepts(Path path) {
    return Files.isRegularFile(path);
  }

  @Override
  public BlockDevice open(Path path, OpenMode mode) throws IOException {
    return FileBlockDevice.open(path, mode);
  }
}

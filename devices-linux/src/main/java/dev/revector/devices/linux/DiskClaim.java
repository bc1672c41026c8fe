package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceBusyException;
import dev.revector.DeviceGoneException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Opens block devices. With {@code O_EXCL} the system lets one opener have a disk and its
 * partitions: it refuses one that is mounted, in use by another driver, or open elsewhere in this
 * way. Programs that do not ask for that, such as {@code dd}, are not kept out.
 */
final class DiskClaim {
  /** A look whether somebody writes claims the disk for an instant; so try again a while. */
  private static final int TRIES = 40;

  private static final long PAUSE_NANOS = 5_000_000;

  private final String path;
  private final int direct;

  DiskClaim(String path, int direct) {
    this.path = path;
    this.direct = direct;
  }

  Descriptor open(boolean writable, String holder) throws IOException {
    int flags = direct | (writable ? Abi.O_RDWR | Abi.O_EXCL : Abi.O_RDONLY);
    Descriptor.Opened opened = openPatiently(flags);
    if (opened.error() == 0) {
      return opened.descriptor();
    }
    throw refusal(-opened.error(), writable, holder);
  }

  private Descriptor.Opened openPatiently(int flags) {
    Descriptor.Opened opened = Descriptor.open(path, flags);
    try (Patience patience = new Patience(PAUSE_NANOS)) {
      for (int i = 1; i < TRIES && opened.error() == -Errno.EBUSY; i++) {
        patience.pause();
        opened = Descriptor.open(path, flags);
      }
    }
    return opened;
  }

  private IOException refusal(int errno, boolean writable, String holder) {
    return switch (errno) {
      case Errno.EBUSY ->
          new DeviceBusyException(
              "block device is mounted or claimed: path="
                  + path
                  + ", by="
                  + holder
                  + "; unmount it, or stop what uses it");
      case Errno.ENOENT -> new NoSuchFileException(path);
      case Errno.EROFS -> DeviceErrors.writeProtected(path);
      case Errno.EACCES, Errno.EPERM ->
          writable && isWriteProtected()
              ? DeviceErrors.writeProtected(path)
              : new AccessDeniedException(path);
      case Errno.ENXIO, Errno.ENODEV, Errno.ENOMEDIUM ->
          new DeviceGoneException(
              "no device behind this path: path=" + path + ", reason=" + Errno.describe(errno));
      default ->
          new BlockDeviceException(
              "cannot open block device: path=" + path + ", reason=" + Errno.describe(errno));
    };
  }

  private boolean isWriteProtected() {
    Descriptor.Opened look = Descriptor.open(path, Abi.O_RDONLY);
    if (look.error() != 0) {
      return false;
    }
    try (Descriptor descriptor = look.descriptor()) {
      return descriptor.askInt(Abi.BLKROGET) > 0;
    }
  }

  /** True when somebody has claimed the disk, a part of it or the disk that it is a part of. */
  boolean isClaimed() {
    Descriptor.Opened probe = Descriptor.open(path, Abi.O_RDONLY | Abi.O_EXCL);
    if (probe.error() == 0) {
      probe.descriptor().close();
    }
    return probe.error() == -Errno.EBUSY;
  }
}

package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.file.FileClaim;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A regular file, opened for direct I/O beside whoever else in this JVM uses it. */
final class FileHandle implements Handle {
  private final FileClaim claim;
  private final Descriptor descriptor;

  private FileHandle(FileClaim claim, Descriptor descriptor) {
    this.claim = claim;
    this.descriptor = descriptor;
  }

  static FileHandle open(Path path, int direct, boolean writable) throws IOException {
    FileClaim claim = FileClaim.join(path, writable);
    FileHandle handle = null;
    try {
      int flags = direct | (writable ? Abi.O_RDWR : Abi.O_RDONLY);
      String name = writable ? "direct, writable" : "direct";
      handle = new FileHandle(claim, (Descriptor) claim.handle(name, () -> open(path, flags)));
      return handle;
    } finally {
      if (handle == null) {
        claim.close();
      }
    }
  }

  private static Descriptor open(Path path, int flags) throws IOException {
    Descriptor.Opened opened = Descriptor.open(path.toString(), flags);
    if (opened.error() == 0) {
      return opened.descriptor();
    }
    throw switch (-opened.error()) {
      case Errno.ENOENT -> new NoSuchFileException(path.toString());
      case Errno.EACCES, Errno.EPERM -> new AccessDeniedException(path.toString());
      case Errno.EINVAL ->
          new BlockDeviceException(
              "the file system has no direct I/O: path="
                  + path
                  + "; open the file as an ordinary one");
      default ->
          new BlockDeviceException(
              "cannot open file: path=" + path + ", reason=" + Errno.describe(-opened.error()));
    };
  }

  /** The file's {@link dev.revector.DeviceIdentity#backing()}. */
  String backing() {
    return claim.backing();
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void exclude(Range range) throws IOException {
    claim.exclude(range.offset(), range.length());
  }

  @Override
  public boolean heldByWriter(Range range) throws IOException {
    return claim.heldByWriter(range.offset(), range.length());
  }

  @Override
  public void close() throws IOException {
    claim.close();
  }
}

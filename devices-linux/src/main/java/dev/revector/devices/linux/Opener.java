package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens one device: takes hold of it, asks it for its sizes, and finds out what it is. */
final class Opener {
  private final DeviceTree tree;
  private final Path path;
  private final OpenMode mode;

  Opener(DeviceTree tree, Path path, OpenMode mode) {
    this.tree = tree;
    this.path = path;
    this.mode = mode;
  }

  Opened open() throws IOException {
    int direct = Abi.directFlag(System.getProperty("os.name"), System.getProperty("os.arch"));
    NativeAccess.require();
    FileKind kind = FileKind.of(path);
    if (kind.isDisk()) {
      return openDisk(direct, kind.number());
    }
    if (kind.isFile()) {
      return openFile(direct);
    }
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    throw new BlockDeviceException("neither a block device nor a regular file: path=" + path);
  }

  private Opened openDisk(int direct, long number) throws IOException {
    DiskDescription description = DiskDescription.of(tree, path, number);
    DiskHandle handle =
        DiskHandle.open(path.toString(), number, direct, mode.writable(), description.holder());
    return take(handle, new DiskSurvey(path, mode, description));
  }

  private Opened openFile(int direct) throws IOException {
    FileHandle handle = FileHandle.open(path, direct, mode.writable());
    return take(handle, new FileSurvey(path, mode, handle.backing()));
  }

  /** Finds out what an open device is like. */
  interface Survey {
    Opened of(Handle handle) throws IOException;
  }

  private Opened take(Handle handle, Survey survey) throws IOException {
    boolean taken = false;
    try {
      Opened opened = survey.of(handle);
      if (mode.writable()) {
        handle.exclude(opened.range());
      }
      taken = true;
      return opened;
    } finally {
      if (!taken) {
        handle.close();
      }
    }
  }
}

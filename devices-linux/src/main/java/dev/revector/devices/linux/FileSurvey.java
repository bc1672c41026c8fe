package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.StableId;
import dev.revector.file.ContentId;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds out what a regular file is like as a device. */
final class FileSurvey implements Opener.Survey {
  private static final int LEAST_SECTOR = 512;
  private static final int LARGEST_SECTOR = 4096;

  private final Path path;
  private final OpenMode mode;
  private final String backing;

  FileSurvey(Path path, OpenMode mode, String backing) {
    this.path = path;
    this.mode = mode;
    this.backing = backing;
  }

  @Override
  public Opened of(Handle handle) throws IOException {
    Descriptor file = handle.descriptor();
    long bytes = Files.size(path);
    int sectorSize = sectorSize(file);
    int blockSize = PartRules.blockSize(mode, sectorSize, sectorSize);
    Range range = PartRules.range(path, mode, bytes, 0, blockSize, blockSize);
    Transfers transfers = new Transfers(file, sectorSize, Memory.ofSystem());
    boolean punch = mode.writable() && new Blanking(file, false, transfers).canPunch(bytes);
    String id = StableId.of(List.of(ContentId.ofFile(backing, range.offset())));
    return new Opened(
        handle,
        false,
        bytes,
        range,
        new DeviceGeometry(range.length() / sectorSize, sectorSize, blockSize),
        new DeviceIdentity(path.toString(), "", "", id, backing, range.offset(), range.length()),
        new DeviceCapabilities(mode.writable(), punch, true),
        new DiskFacts("", "", "", "", "", "", "", "", !mode.writable(), false, true, 0, 0, 0),
        transfers);
  }

  /** The smallest request that the file system takes; any answer but "malformed" is a yes. */
  private int sectorSize(Descriptor file) throws BlockDeviceException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(2L * LARGEST_SECTOR, LARGEST_SECTOR);
      for (int size = LEAST_SECTOR; size <= LARGEST_SECTOR; size *= 2) {
        // Aligned to this size and not to the next larger one, in memory and in the file.
        if (file.read(memory.address() + size, size, size) != -Errno.EINVAL) {
          return size;
        }
      }
    }
    throw new BlockDeviceException(
        "the file system takes no direct request: path="
            + path
            + ", bytes tried="
            + LARGEST_SECTOR
            + "; open the file as an ordinary one");
  }
}

package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceIdentity;
import dev.revector.StableId;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.nio.file.Path;

/** Asks a block device what it is like. */
final class DiskSurvey implements Opener.Survey {
  private static final System.Logger LOGGER = System.getLogger(DiskSurvey.class.getName());

  private final Path path;
  private final OpenMode mode;
  private final DiskDescription description;

  DiskSurvey(Path path, OpenMode mode, DiskDescription description) {
    this.path = path;
    this.mode = mode;
    this.description = description;
  }

  @Override
  public Opened of(Handle handle) throws BlockDeviceException {
    Descriptor device = handle.descriptor();
    long bytes = ask(device.askLong(Abi.BLKGETSIZE64), "size");
    int sectorSize = (int) ask(device.askInt(Abi.BLKSSZGET), "logical block size");
    if (bytes == 0) {
      throw new DeviceGoneException(
          "device has no size, so no medium: path=" + path + "; attach it, or set it up");
    }
    int found = device.askInt(Abi.BLKPBSZGET);
    int blockSize = PartRules.blockSize(mode, sectorSize, found);
    DeviceGeometry whole = new DeviceGeometry(bytes / sectorSize, sectorSize, blockSize);
    DiskFacts facts =
        description.facts(
            device.askInt(Abi.BLKROGET) > 0, Math.max(0, device.askInt(Abi.BLKALIGNOFF)));
    long firstBlock = facts.alignmentOffsetBytes();
    Range range = PartRules.range(path, mode, whole.bytes(), firstBlock, blockSize, sectorSize);
    if (mode.writable() && facts.readOnly()) {
      throw DeviceErrors.writeProtected(path.toString());
    }
    if (mode.writable() && PartRules.isMisaligned(firstBlock, range, blockSize)) {
      warnOfMisalignment(firstBlock, blockSize);
    }
    return new Opened(
        handle,
        true,
        bytes,
        range,
        new DeviceGeometry(range.length() / sectorSize, sectorSize, blockSize),
        identity(range),
        new DeviceCapabilities(
            mode.writable(), facts.discardBytesMax() > 0, facts.writeBackCache()),
        facts,
        new Transfers(device, sectorSize, Memory.ofSystem()));
  }

  private void warnOfMisalignment(long firstBlock, int blockSize) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "device begins in the middle of a physical block: path={0}, firstBlock={1},"
            + " physicalBlockSize={2}; a power cut during a write can damage a neighbouring slot of"
            + " a spare; make its partition begin on a physical block, or use {0}@{1}+LENGTH",
        path,
        Long.toString(firstBlock),
        Integer.toString(blockSize));
  }

  private long ask(long answer, String what) throws BlockDeviceException {
    if (answer >= 0) {
      return answer;
    }
    throw DeviceErrors.translate((int) -answer, path.toString(), "ask for " + what, false, null);
  }

  private DeviceIdentity identity(Range range) {
    return new DeviceIdentity(
        path.toString(),
        description.model(),
        description.serial(),
        StableId.of(description.ids()),
        description.backing(),
        description.startBytes() + range.offset(),
        range.length());
  }
}

package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.io.IOException;

/**
 * A disk as a plan names it, so that nobody takes the wrong one.
 *
 * @param path how the user named it
 * @param model model name, empty when unknown
 * @param serial serial number, empty when unknown
 * @param bytes its size
 * @param sectors its size in logical sectors
 * @param sectorSize bytes in a logical sector
 * @param physicalBlockSize bytes that it writes as one
 */
record Disk(
    String path,
    String model,
    String serial,
    long bytes,
    long sectors,
    int sectorSize,
    int physicalBlockSize) {

  /** Looks at a device that is not open. */
  static Disk at(DeviceSpec device) throws IOException {
    try (BlockDevice opened = Devices.open(device, false, 0)) {
      return of(opened);
    }
  }

  static Disk of(BlockDevice device) {
    DeviceIdentity identity = device.identity();
    DeviceGeometry geometry = device.geometry();
    return new Disk(
        identity.path(),
        identity.model(),
        identity.serial(),
        geometry.bytes(),
        geometry.sectors(),
        geometry.sectorSize(),
        geometry.physicalBlockSize());
  }

  /** Path, size, sectors and what else is known, in one line. */
  String describe() {
    StringBuilder text = new StringBuilder(path);
    text.append("  ").append(Sizes.format(bytes));
    text.append(" (").append(sectors).append(" sectors of ").append(sectorSize);
    text.append(" bytes, physical block ").append(physicalBlockSize).append(')');
    if (!model.isEmpty()) {
      text.append("  model ").append(Failure.oneLine(model));
    }
    if (!serial.isEmpty()) {
      text.append("  serial ").append(Failure.oneLine(serial));
    }
    return text.toString();
  }
}

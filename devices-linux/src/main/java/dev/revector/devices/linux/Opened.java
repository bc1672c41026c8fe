package dev.revector.devices.linux;

import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;

/**
 * What opening finds out about a device.
 *
 * @param handle the open device
 * @param disk true for a block device, false for a file
 * @param totalBytes size of the whole of it
 * @param range the part that the device covers
 */
record Opened(
    Handle handle,
    boolean disk,
    long totalBytes,
    Range range,
    DeviceGeometry geometry,
    DeviceIdentity identity,
    DeviceCapabilities capabilities,
    DiskFacts facts,
    Transfers transfers) {

  Opened withStableId(String id) {
    DeviceIdentity named =
        new DeviceIdentity(
            identity.path(),
            identity.model(),
            identity.serial(),
            id,
            identity.backing(),
            identity.offsetBytes(),
            identity.lengthBytes());
    return new Opened(
        handle, disk, totalBytes, range, geometry, named, capabilities, facts, transfers);
  }
}

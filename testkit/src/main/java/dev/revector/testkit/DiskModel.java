package dev.revector.testkit;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;

/** What never changes in the life of a simulated disk. */
record DiskModel(
    DeviceGeometry geometry,
    DeviceIdentity identity,
    boolean writable,
    boolean discard,
    boolean volatileCache,
    boolean preciseErrors,
    boolean readModifyWrite) {

  DiskModel withSectors(long sectors) {
    DeviceGeometry resized =
        new DeviceGeometry(sectors, geometry.sectorSize(), geometry.physicalBlockSize());
    DeviceIdentity same =
        new DeviceIdentity(
            identity.path(),
            identity.model(),
            identity.serial(),
            identity.stableId(),
            identity.backing(),
            identity.offsetBytes(),
            resized.bytes());
    return new DiskModel(
        resized, same, writable, discard, volatileCache, preciseErrors, readModifyWrite);
  }

  DiskModel withIdentity(String path, String stableId, String backing) {
    DeviceIdentity other =
        new DeviceIdentity(path, "simulated", "", stableId, backing, 0, geometry.bytes());
    return new DiskModel(
        geometry, other, writable, discard, volatileCache, preciseErrors, readModifyWrite);
  }
}

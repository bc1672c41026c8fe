package dev.revector;

/**
 * What is known of a device's identity.
 *
 * @param path how the user names it, for messages
 * @param model model name, empty when unknown
 * @param serial serial number, empty when unknown
 * @param stableId a name that stays with the medium wherever it is attached (WWN, serial, partition
 *     UUID; for an image its file and what it holds), see {@link StableId}; empty when there is
 *     none
 * @param backing a key that is equal for two devices exactly when they share storage (device and
 *     inode of a file, device number of a disk)
 * @param offsetBytes where this device begins inside its backing
 * @param lengthBytes how many bytes of its backing it covers
 * @since 0.1
 */
public record DeviceIdentity(
    String path,
    String model,
    String serial,
    String stableId,
    String backing,
    long offsetBytes,
    long lengthBytes) {

  /** True when the two share at least one byte of storage. */
  public boolean overlaps(DeviceIdentity other) {
    return backing.equals(other.backing)
        && offsetBytes < other.offsetBytes + other.lengthBytes
        && other.offsetBytes < offsetBytes + lengthBytes;
  }
}

package dev.revector;

/**
 * Size and block sizes of a {@link BlockDevice}.
 *
 * @param sectors number of logical sectors
 * @param sectorSize bytes in a logical sector, the unit of every request; a power of two from 512
 * @param physicalBlockSize bytes that the medium writes as one; a power of two, at least {@code
 *     sectorSize}
 * @since 0.1
 */
public record DeviceGeometry(long sectors, int sectorSize, int physicalBlockSize) {

  /** Largest physical block that the on-disk format can express, in bytes. */
  public static final int MAX_BLOCK_SIZE = 65536;

  /** Checks the ranges given above. */
  public DeviceGeometry {
    if (sectors < 0 || sectors > Long.MAX_VALUE / MAX_BLOCK_SIZE) {
      throw new IllegalArgumentException("sectors out of range: sectors=" + sectors);
    }
    if (Integer.bitCount(sectorSize) != 1 || sectorSize < 512 || sectorSize > MAX_BLOCK_SIZE) {
      throw new IllegalArgumentException("no valid sector size: sectorSize=" + sectorSize);
    }
    if (Integer.bitCount(physicalBlockSize) != 1
        || physicalBlockSize < sectorSize
        || physicalBlockSize > MAX_BLOCK_SIZE) {
      throw new IllegalArgumentException(
          "no valid physical block size: physicalBlockSize="
              + physicalBlockSize
              + ", sectorSize="
              + sectorSize);
    }
  }

  /** The size in bytes. */
  public long bytes() {
    return sectors * sectorSize;
  }

  /** Logical sectors in one physical block. */
  public int sectorsPerBlock() {
    return physicalBlockSize / sectorSize;
  }

  /**
   * Refuses a request outside the device.
   *
   * @throws IllegalArgumentException naming the request and the size
   */
  public void checkRange(long lba, long count) {
    if (lba < 0 || count < 0 || lba > sectors - count) {
      throw new IllegalArgumentException(
          "request outside the device: lba=" + lba + ", count=" + count + ", sectors=" + sectors);
    }
  }

  /**
   * Returns the number of sectors that {@code bytes} make.
   *
   * @throws IllegalArgumentException if they are not whole sectors
   */
  public int wholeSectors(int bytes) {
    if (bytes % sectorSize != 0) {
      throw new IllegalArgumentException(
          "not whole sectors: bytes=" + bytes + ", sectorSize=" + sectorSize);
    }
    return bytes / sectorSize;
  }
}

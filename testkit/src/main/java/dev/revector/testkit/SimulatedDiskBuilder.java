package dev.revector.testkit;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.util.UUID;

/**
 * Makes {@link SimulatedDisk}s. Not thread-safe.
 *
 * @since 0.1
 */
public final class SimulatedDiskBuilder {
  private final long sectors;
  private int sectorSize = 512;
  private int physicalBlockSize;
  private long seed;
  private String path = "simulated";
  private String stableId = "";
  private String backing = "";
  private boolean writable = true;
  private boolean discard = true;
  private boolean volatileCache = true;
  private boolean preciseErrors;
  private boolean readModifyWrite = true;

  SimulatedDiskBuilder(long sectors) {
    this.sectors = sectors;
  }

  /** Bytes in a sector, a power of two from 512 to 65536; default 512. */
  public SimulatedDiskBuilder sectorSize(int bytes) {
    this.sectorSize = bytes;
    return this;
  }

  /** Bytes in a physical block, a power of two up to 65536; default is the sector size. */
  public SimulatedDiskBuilder physicalBlockSize(int bytes) {
    this.physicalBlockSize = bytes;
    return this;
  }

  /** Where the disk's own choices come from, such as how far a failed write got; default 0. */
  public SimulatedDiskBuilder seed(long number) {
    this.seed = number;
    return this;
  }

  /** How the disk is named in messages; default {@code simulated}. */
  public SimulatedDiskBuilder path(String name) {
    this.path = name;
    return this;
  }

  /** Default empty: no stable identity. */
  public SimulatedDiskBuilder stableId(String id) {
    this.stableId = id;
    return this;
  }

  /** The key of the storage, equal for disks that overlap; default one that no other disk has. */
  public SimulatedDiskBuilder backing(String key) {
    this.backing = key;
    return this;
  }

  /** False for a disk that refuses every write; default true. */
  public SimulatedDiskBuilder writable(boolean allowed) {
    this.writable = allowed;
    return this;
  }

  /** False for a disk that ignores discards; default true. */
  public SimulatedDiskBuilder discard(boolean supported) {
    this.discard = supported;
    return this;
  }

  /** False for a disk whose writes are durable when they return; default true. */
  public SimulatedDiskBuilder volatileCache(boolean present) {
    this.volatileCache = present;
    return this;
  }

  /**
   * True for a disk that, when a request fails, names the sectors from the first bad one on and
   * delivers those before it; false, the default, for one that names the whole request and delivers
   * nothing.
   */
  public SimulatedDiskBuilder preciseErrors(boolean precise) {
    this.preciseErrors = precise;
    return this;
  }

  /**
   * True, the default, when a write of part of a physical block fails while another sector of the
   * block is unreadable.
   */
  public SimulatedDiskBuilder readModifyWrite(boolean needed) {
    this.readModifyWrite = needed;
    return this;
  }

  /**
   * The disk, all zeros.
   *
   * @throws IllegalArgumentException if the sizes don't fit together
   */
  public SimulatedDisk build() {
    DeviceGeometry geometry =
        new DeviceGeometry(
            sectors, sectorSize, physicalBlockSize == 0 ? sectorSize : physicalBlockSize);
    String key = backing.isEmpty() ? freshBacking() : backing;
    DeviceIdentity identity =
        new DeviceIdentity(path, "simulated", "", stableId, key, 0, geometry.bytes());
    DiskModel model =
        new DiskModel(
            geometry, identity, writable, discard, volatileCache, preciseErrors, readModifyWrite);
    DiskImage blank = new DiskImage(geometry.bytes());
    return new SimulatedDisk(model, new Noise(seed), new CachedImage(model, blank));
  }

  static String freshBacking() {
    return "simulated-" + UUID.randomUUID();
  }
}

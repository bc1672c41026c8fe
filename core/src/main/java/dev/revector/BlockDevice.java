package dev.revector;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A disk of numbered sectors.
 *
 * <p>Addresses ({@code lba}) and counts are in logical sectors of {@link
 * DeviceGeometry#sectorSize()} bytes; buffers hold whole sectors. A request that lies outside the
 * device, or a buffer that does not hold whole sectors, is an {@link IllegalArgumentException} and
 * touches nothing. A read into a read-only buffer is a {@link java.nio.ReadOnlyBufferException}.
 *
 * <p><b>Buffers.</b> The caller owns the buffer and must leave it alone until the call returns. On
 * success the position has moved to the limit. When a read fails with a {@link MediumException} the
 * position has moved over the sectors that were read before the first bad one; after any other
 * failure the position is unspecified and so is the content behind it.
 *
 * <p><b>Durability.</b> A write that returned may still be lost by a power cut until a later {@link
 * #flush()} returned. A failed flush leaves every write since the last good flush in doubt.
 *
 * <p><b>Errors.</b> Only a {@link MediumException} says that particular sectors are bad. {@link
 * DeviceGoneException} says that no request will succeed any more. Every other {@link IOException}
 * says nothing about a sector. A change of a device that is not writable ({@link
 * DeviceCapabilities#writable}) is a {@link ReadOnlyDeviceException}; only a discard may also do
 * nothing, where the device cannot discard.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads at once. Requests that
 * overlap and run at the same time have no defined order between them. An interrupt may fail the
 * request of its thread, but leaves the device open to everybody.
 *
 * <p>{@code BlockDeviceContract} in the module {@code revector-testkit} tries all this on an
 * implementation.
 *
 * @since 0.1
 */
public interface BlockDevice extends Closeable {

  /** Size and block sizes; constant while the device is open. */
  DeviceGeometry geometry();

  /** What is known of the device's identity; constant while it is open. */
  DeviceIdentity identity();

  /** What the device can do. */
  DeviceCapabilities capabilities();

  /** Fills {@code target} from its position to its limit with the sectors from {@code lba} on. */
  void read(long lba, ByteBuffer target) throws IOException;

  /**
   * Writes the bytes of {@code source} between position and limit to the sectors from {@code lba}
   * on.
   */
  void write(long lba, ByteBuffer source) throws IOException;

  /** Makes every write that returned before this call durable. */
  void flush() throws IOException;

  /**
   * Tells the device that the content of these sectors is not needed any more. What they read
   * afterwards is unspecified. Does nothing on a device that cannot discard.
   */
  void discard(long lba, long count) throws IOException;

  /** Makes these sectors read as zeros; a write in every respect. */
  void writeZeroes(long lba, long count) throws IOException;

  /**
   * A buffer that this device reads and writes best. It is the caller's, full of zeros, and freed
   * when nobody refers to it any more; it had better be used again than replaced by another.
   *
   * <p>By default a direct one that begins with a page of 4096 bytes, or with a multiple of the
   * sector size if that is more.
   *
   * @param bytes its capacity, whole sectors
   */
  default ByteBuffer allocate(int bytes) {
    geometry().wholeSectors(bytes);
    int alignment = Math.max(4096, geometry().sectorSize());
    ByteBuffer room = ByteBuffer.allocateDirect(bytes + alignment);
    return room.slice(-room.alignmentOffset(0, alignment) & alignment - 1, bytes);
  }

  /**
   * True when this device is open for reading only and somebody else, in this process or another,
   * has some of its sectors open for writing. Always false on a device that is open for writing,
   * which excludes other writers, and on one that cannot tell.
   */
  default boolean heldByWriter() throws IOException {
    return false;
  }

  /**
   * Releases the device; unflushed writes are not flushed. Closing twice does nothing; every other
   * request to a closed device is an {@link IOException}.
   */
  @Override
  void close() throws IOException;
}

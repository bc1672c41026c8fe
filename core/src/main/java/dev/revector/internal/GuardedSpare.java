package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.PoisonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A spare as the engine and the store of one pair share it: its flushes exclude each other, and
 * after one that failed none is tried again.
 *
 * <p>An operating system tells of a write that it lost once, to whoever flushes first, and drops
 * the data. Were the flushes independent, the engine could hear of a metadata block and the store
 * of a slot, and each take its own writes for durable. Here a flush that waits for another hears of
 * its failure, and that is noted before anybody else can flush. Everything but flushes goes
 * straight to the device.
 */
final class GuardedSpare implements BlockDevice {
  private final BlockDevice device;
  private final ReentrantLock flushing = new ReentrantLock();
  private @Nullable Throwable failure;

  private GuardedSpare(BlockDevice device) {
    this.device = device;
  }

  /** The same spares, each guarded, for one opening of their pair. */
  static List<BlockDevice> all(List<BlockDevice> spares) {
    return spares.stream().<BlockDevice>map(GuardedSpare::new).toList();
  }

  /**
   * Makes every write that returned before durable.
   *
   * @throws PoisonedException if an earlier flush failed; the device was not asked
   */
  @Override
  public void flush() throws IOException {
    flushing.lock();
    try {
      if (failure != null) {
        throw new PoisonedException(
            "an earlier flush failed: path="
                + device.identity().path()
                + ", cause="
                + failure.getMessage(),
            failure);
      }
      device.flush();
    } catch (Throwable e) {
      failure = failure == null ? e : failure;
      throw e;
    } finally {
      flushing.unlock();
    }
  }

  @Override
  public DeviceGeometry geometry() {
    return device.geometry();
  }

  @Override
  public DeviceIdentity identity() {
    return device.identity();
  }

  @Override
  public DeviceCapabilities capabilities() {
    return device.capabilities();
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    device.read(lba, target);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    device.write(lba, source);
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    device.discard(lba, count);
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    device.writeZeroes(lba, count);
  }

  @Override
  public ByteBuffer allocate(int bytes) {
    return device.allocate(bytes);
  }

  @Override
  public boolean heldByWriter() throws IOException {
    return device.heldByWriter();
  }

  @Override
  public void close() throws IOException {
    device.close();
  }
}

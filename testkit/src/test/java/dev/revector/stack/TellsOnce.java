package dev.revector.stack;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A disk whose flushes tell of a lost write as Linux does: once, to whoever comes first. */
final class TellsOnce implements BlockDevice {
  private final BlockDevice disk;
  private final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();

  TellsOnce(BlockDevice disk) {
    this.disk = disk;
  }

  /** A write is lost now; the flush that hears of it runs this before it returns. */
  void lose(Runnable beforeItReturns) {
    meanwhile.set(beforeItReturns);
  }

  @Override
  public void flush() throws IOException {
    Runnable lost = meanwhile.getAndSet(null);
    if (lost != null) {
      lost.run();
      throw new IOException("EIO");
    }
    disk.flush();
  }

  @Override
  public DeviceGeometry geometry() {
    return disk.geometry();
  }

  @Override
  public DeviceIdentity identity() {
    return disk.identity();
  }

  @Override
  public DeviceCapabilities capabilities() {
    return disk.capabilities();
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    disk.read(lba, target);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    disk.write(lba, source);
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    disk.discard(lba, count);
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    disk.writeZeroes(lba, count);
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}

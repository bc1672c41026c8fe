package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Sectors of one bit: written, and durable once a flush that began after the write has ended. */
final class CountingDevice implements BlockDevice {
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger durable = new AtomicInteger();

  @Override
  public DeviceGeometry geometry() {
    return new DeviceGeometry(8, 512, 512);
  }

  @Override
  public DeviceIdentity identity() {
    return new DeviceIdentity("counting", "", "", "", "counting", 0, 8 * 512);
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(true, false, true);
  }

  @Override
  public void read(long lba, ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(long lba, ByteBuffer source) {
    written.accumulateAndGet(1 << lba, (all, bit) -> all | bit);
  }

  @Override
  public void flush() {
    int begun = written.get();
    Thread.onSpinWait();
    durable.accumulateAndGet(begun, (all, bits) -> all | bits);
  }

  @Override
  public void discard(long lba, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeZeroes(long lba, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    durable.set(0);
  }

  boolean isDurable(int lba) {
    return (durable.get() & 1 << lba) != 0;
  }
}

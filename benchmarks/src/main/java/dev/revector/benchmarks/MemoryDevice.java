package dev.revector.benchmarks;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.nio.ByteBuffer;

/** A disk of 64 MiB of memory, which it shows again and again up to its size. */
final class MemoryDevice implements BlockDevice {
  private static final int SECTOR = 512;
  private static final int HELD = 64 << 20;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(HELD);
  private final DeviceGeometry geometry;
  private final DeviceIdentity identity;

  MemoryDevice(long sectors) {
    geometry = new DeviceGeometry(sectors, SECTOR, SECTOR);
    identity = new DeviceIdentity("memory", "", "", "", "memory", 0, sectors * SECTOR);
  }

  @Override
  public DeviceGeometry geometry() {
    return geometry;
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(true, false, false);
  }

  @Override
  public void read(long lba, ByteBuffer target) {
    int length = target.remaining();
    target.put(target.position(), memory, at(lba, length), length);
    target.position(target.limit());
  }

  @Override
  public void write(long lba, ByteBuffer source) {
    int length = source.remaining();
    memory.put(at(lba, length), source, source.position(), length);
    source.position(source.limit());
  }

  private static int at(long lba, int length) {
    return Math.min((int) (lba * SECTOR & HELD - 1), HELD - length);
  }

  @Override
  public void flush() {}

  @Override
  public void discard(long lba, long count) {}

  @Override
  public void writeZeroes(long lba, long count) {
    throw new UnsupportedOperationException("not asked for");
  }

  @Override
  public void close() {}
}

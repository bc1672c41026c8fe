package dev.revector.fuzz;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A device that passes everything on and counts it, what is refused too. Not thread-safe. */
final class CountedDevice implements BlockDevice {
  private final BlockDevice device;
  private long requests;
  private long changes;

  CountedDevice(BlockDevice device) {
    this.device = device;
  }

  /** How many requests there were, those to change something included. */
  long requests() {
    return requests;
  }

  /** How many requests there were to write, zero or discard. */
  long changes() {
    return changes;
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
    requests++;
    device.read(lba, target);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    countChange();
    device.write(lba, source);
  }

  @Override
  public void flush() throws IOException {
    requests++;
    device.flush();
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    countChange();
    device.discard(lba, count);
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    countChange();
    device.writeZeroes(lba, count);
  }

  private void countChange() {
    requests++;
    changes++;
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

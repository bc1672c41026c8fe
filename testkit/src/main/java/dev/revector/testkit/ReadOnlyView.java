package dev.revector.testkit;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.ReadOnlyDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A disk as a second opener sees it that only reads, beside the one that may write. */
final class ReadOnlyView implements BlockDevice {
  private final SimulatedDisk disk;
  private volatile boolean closed;

  ReadOnlyView(SimulatedDisk disk) {
    this.disk = disk;
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
    DeviceCapabilities writer = disk.capabilities();
    return new DeviceCapabilities(false, writer.discard(), writer.volatileCache());
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    checkOpen();
    disk.readBeside(lba, target);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    refuse("write");
  }

  @Override
  public void flush() throws IOException {
    checkOpen();
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    refuse("discard");
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    refuse("write zeroes");
  }

  @Override
  public boolean heldByWriter() throws IOException {
    checkOpen();
    return disk.capabilities().writable() && !disk.isClosed();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void refuse(String what) throws BlockDeviceException {
    checkOpen();
    throw new ReadOnlyDeviceException(
        "disk is open for reading only: path=" + identity().path() + ", operation=" + what);
  }

  private void checkOpen() throws BlockDeviceException {
    if (closed) {
      throw new BlockDeviceException("disk is closed: path=" + identity().path());
    }
  }
}

package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A device that passes everything on; what is broken overrides some of it. */
class BrokenDevice implements BlockDevice {
  final BlockDevice sound;

  BrokenDevice(BlockDevice sound) {
    this.sound = sound;
  }

  @Override
  public DeviceGeometry geometry() {
    return sound.geometry();
  }

  @Override
  public DeviceIdentity identity() {
    return sound.identity();
  }

  @Override
  public DeviceCapabilities capabilities() {
    return sound.capabilities();
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    sound.read(lba, target);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    sound.write(lba, source);
  }

  @Override
  public void flush() throws IOException {
    sound.flush();
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    sound.discard(lba, count);
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    sound.writeZeroes(lba, count);
  }

  @Override
  public boolean heldByWriter() throws IOException {
    return sound.heldByWriter();
  }

  @Override
  public void close() throws IOException {
    sound.close();
  }
}

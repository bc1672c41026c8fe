package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A device of 512-byte sectors in memory that notes what is asked of it and has bad sectors. */
final class LoggedDevice implements BlockDevice {
  private static final int SECTOR = 512;

  private final String name;
  private final byte[] content;
  private final List<String> log;
  private final Map<Long, Integer> refusals = new HashMap<>();
  private final List<Long> unreadable = new ArrayList<>();

  LoggedDevice(String name, int sectors, List<String> log) {
    this.name = name;
    this.content = new byte[sectors * SECTOR];
    this.log = log;
  }

  /** Makes a sector refuse the next writes. */
  void refuse(long lba, int times) {
    refusals.put(lba, times);
  }

  void refuseAlways(long... lbas) {
    for (long lba : lbas) {
      refuse(lba, Integer.MAX_VALUE);
    }
  }

  void makeUnreadable(long lba) {
    unreadable.add(lba);
  }

  byte[] bytes(long lba, int count) {
    byte[] bytes = new byte[count * SECTOR];
    System.arraycopy(content, (int) lba * SECTOR, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void read(long lba, ByteBuffer target) throws MediumException {
    for (long bad : unreadable) {
      if (bad >= lba && bad < lba + target.remaining() / SECTOR) {
        throw new MediumException("unreadable", new Extent(bad, 1), null);
      }
    }
    target.put(content, (int) lba * SECTOR, target.remaining());
  }

  /** What is refused has been taken from the buffer by then. */
  @Override
  public void write(long lba, ByteBuffer source) throws MediumException {
    log.add("write " + name + lba);
    byte[] data = new byte[source.remaining()];
    source.get(data);
    int left = refusals.getOrDefault(lba, 0);
    if (left > 0) {
      refusals.put(lba, left - 1);
      throw new MediumException("refused", new Extent(lba, 1), null);
    }
    System.arraycopy(data, 0, content, (int) lba * SECTOR, data.length);
  }

  @Override
  public void flush() {
    log.add("flush " + name);
  }

  @Override
  public DeviceGeometry geometry() {
    return new DeviceGeometry(content.length / SECTOR, SECTOR, SECTOR);
  }

  @Override
  public DeviceIdentity identity() {
    return new DeviceIdentity(name, "", "", "", name, 0, content.length);
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(true, false, true);
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
  public void close() {}
}

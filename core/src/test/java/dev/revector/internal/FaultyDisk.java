package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory with a write cache and bad sectors; every sector is stored or not as a whole.
 */
final class FaultyDisk implements BlockDevice {
  /** Sees requests before they happen. */
  interface Hook {
    void before(String what, long lba, int count) throws IOException;
  }

  final ConcurrentSkipListSet<Long> badReads = new ConcurrentSkipListSet<>();
  final ConcurrentSkipListSet<Long> badWrites = new ConcurrentSkipListSet<>();

  /** Sectors whose writes are acknowledged and dropped. */
  final ConcurrentSkipListSet<Long> lostWrites = new ConcurrentSkipListSet<>();

  /** How often a read of the sector fails before it succeeds. */
  final Map<Long, Integer> shyReads = new HashMap<>();

  final Map<Long, Integer> shyWrites = new HashMap<>();

  private final DeviceGeometry geometry;
  private final DeviceIdentity identity;
  private final byte[] durable;
  private final byte[] cached;
  private final BitSet dirty = new BitSet();
  private @Nullable IOException broken;
  private @Nullable IOException flushError;
  private Hook hook = (what, lba, count) -> {};
  int reads;
  int writes;
  int flushes;
  int discards;
  int zeroes;
  int closes;

  FaultyDisk(String name, DeviceGeometry geometry) {
    this.geometry = geometry;
    this.identity = new DeviceIdentity(name, "", "", name, name, 0, geometry.bytes());
    this.durable = new byte[(int) geometry.bytes()];
    this.cached = new byte[(int) geometry.bytes()];
  }

  synchronized void hook(Hook next) {
    hook = next;
  }

  synchronized void breakWith(@Nullable IOException error) {
    broken = error;
  }

  synchronized void failFlushes(@Nullable IOException error) {
    flushError = error;
  }

  /** Drops what was not flushed. */
  synchronized void powerCut() {
    System.arraycopy(durable, 0, cached, 0, cached.length);
    dirty.clear();
  }

  /** True when no sector of the range waits for a flush. */
  synchronized boolean isDurable(long lba, int count) {
    int next = dirty.nextSetBit((int) lba);
    return next < 0 || next >= lba + count;
  }

  synchronized byte[] content(long lba) {
    int size = geometry.sectorSize();
    return Arrays.copyOfRange(cached, (int) lba * size, (int) (lba + 1) * size);
  }

  synchronized void setContent(long lba, byte[] data) {
    System.arraycopy(data, 0, cached, (int) lba * geometry.sectorSize(), data.length);
    System.arraycopy(data, 0, durable, (int) lba * geometry.sectorSize(), data.length);
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
    return new DeviceCapabilities(true, true, true);
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    int count = begin("read", lba, target);
    synchronized (this) {
      reads++;
      fail("read", lba, count, badReads, shyReads);
      target.put(cached, (int) lba * geometry.sectorSize(), target.remaining());
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    int count = begin("write", lba, source);
    synchronized (this) {
      writes++;
      ByteBuffer all = source.slice();
      source.position(source.limit()); // unspecified after a failure
      fail("write", lba, count, badWrites, shyWrites);
      for (long sector = lba; sector < lba + count; sector++) {
        byte[] data = new byte[geometry.sectorSize()];
        all.get(data);
        store(sector, data);
      }
    }
  }

  private void store(long sector, byte[] data) {
    if (!lostWrites.contains(sector)) {
      System.arraycopy(data, 0, cached, (int) sector * data.length, data.length);
      badReads.remove(sector);
    }
    dirty.set((int) sector);
  }

  private int begin(String what, long lba, ByteBuffer buffer) throws IOException {
    int count = geometry.wholeSectors(buffer.remaining());
    geometry.checkRange(lba, count);
    enter(what, lba, count);
    return count;
  }

  private void enter(String what, long lba, int count) throws IOException {
    Hook now;
    synchronized (this) {
      if (broken != null) {
        throw new BlockDeviceException("broken: " + what, broken);
      }
      now = hook;
    }
    now.before(what, lba, count);
  }

  private void fail(
      String what, long lba, int count, ConcurrentSkipListSet<Long> bad, Map<Long, Integer> shy)
      throws MediumException {
    TreeSet<Long> failing = new TreeSet<>();
    bad.subSet(lba, lba + count).forEach(failing::add);
    for (long sector = lba; sector < lba + count; sector++) {
      int left = shy.getOrDefault(sector, 0);
      if (left > 0) {
        shy.put(sector, left - 1);
        failing.add(sector);
      }
    }
    if (!failing.isEmpty()) {
      throw new MediumException(what + " failed: " + failing, new Extent(lba, count), null);
    }
  }

  @Override
  public void flush() throws IOException {
    enter("flush", 0, 0);
    synchronized (this) {
      flushes++;
      if (flushError != null) {
        powerCut();
        throw flushError;
      }
      System.arraycopy(cached, 0, durable, 0, cached.length);
      dirty.clear();
    }
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    enter("discard", lba, (int) count);
    synchronized (this) {
      discards++;
      for (long sector = lba; sector < lba + count; sector++) {
        byte[] junk = new byte[geometry.sectorSize()];
        Arrays.fill(junk, (byte) 0xDD);
        store(sector, junk);
      }
    }
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    enter("zero", lba, (int) count);
    synchronized (this) {
      zeroes++;
      fail("zero", lba, (int) count, badWrites, shyWrites);
      for (long sector = lba; sector < lba + count; sector++) {
        store(sector, new byte[geometry.sectorSize()]);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closes++;
    if (broken != null) {
      throw broken;
    }
  }
}

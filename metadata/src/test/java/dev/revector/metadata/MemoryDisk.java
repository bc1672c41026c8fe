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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sparse disk in memory that notes each request, and can't read, or write, the sectors it is
 * told.
 */
final class MemoryDisk implements BlockDevice {

  /** What was asked for; a flush concerns no sector. */
  record Request(String kind, long lba, long count) {}

  private final String name;
  private final List<String> log;
  private final DeviceGeometry geometry;
  private final Map<Long, byte[]> content = new HashMap<>();
  private final Map<Long, Integer> refusals = new HashMap<>();
  private final Set<Long> unreadable = new HashSet<>();
  private final List<Request> requests = new ArrayList<>();
  private Runnable beforeRead = () -> {};
  private boolean live;

  MemoryDisk(long sectors, int sectorSize) {
    this("", sectors, sectorSize, new ArrayList<>());
  }

  /** One of several with a common log of writes and flushes: {@code write a16}, {@code flush a}. */
  MemoryDisk(String name, long sectors, int sectorSize, List<String> log) {
    this.name = name;
    this.log = log;
    geometry = new DeviceGeometry(sectors, sectorSize, sectorSize);
  }

  /** Makes the next writes that begin with a sector fail; they are logged. */
  void refuse(long lba, int times) {
    refusals.put(lba, times);
  }

  void refuseAlways(long... lbas) {
    for (long lba : lbas) {
      refuse(lba, Integer.MAX_VALUE);
    }
  }

  /** Makes a sector unreadable until it is written. */
  void lose(long lba) {
    unreadable.add(lba);
  }

  /** Makes all sectors readable, whatever is in them. */
  void heal() {
    unreadable.clear();
  }

  /** Says whether somebody else has it open for writing. */
  void live(boolean held) {
    live = held;
  }

  void beforeRead(Runnable action) {
    beforeRead = action;
  }

  /** All requests since they were last forgotten. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  void forget() {
    requests.clear();
  }

  long reads() {
    return requests.stream().filter(one -> one.kind().equals("read")).count();
  }

  long writes() {
    return requests.stream().filter(one -> one.kind().equals("write")).count();
  }

  static Request read(long lba, long count) {
    return new Request("read", lba, count);
  }

  byte[] bytes(long lba, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * geometry.sectorSize());
    for (long sector = lba; sector < lba + count; sector++) {
      bytes.put(sector(sector));
    }
    return bytes.array();
  }

  private byte[] sector(long lba) {
    byte[] bytes = content.get(lba);
    return bytes != null ? bytes : new byte[geometry.sectorSize()];
  }

  @Override
  public DeviceGeometry geometry() {
    return geometry;
  }

  @Override
  public DeviceIdentity identity() {
    return new DeviceIdentity("memory" + name, "", "", "", "memory" + name, 0, geometry.bytes());
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(true, false, false);
  }

  private int note(String kind, long lba, ByteBuffer buffer) {
    int count = geometry.wholeSectors(buffer.remaining());
    geometry.checkRange(lba, count);
    requests.add(new Request(kind, lba, count));
    return count;
  }

  @Override
  public void read(long lba, ByteBuffer target) throws MediumException {
    beforeRead.run();
    int count = note("read", lba, target);
    for (long sector = lba; sector < lba + count; sector++) {
      if (unreadable.contains(sector)) {
        throw new MediumException("lost", new Extent(sector, 1), null);
      }
      target.put(sector(sector));
    }
  }

  /** What is refused has been taken from the buffer by then. */
  @Override
  public void write(long lba, ByteBuffer source) throws MediumException {
    int count = note("write", lba, source);
    log.add("write " + name + lba);
    int refusing = refusals.getOrDefault(lba, 0);
    if (refusing > 0) {
      refusals.put(lba, refusing - 1);
      source.position(source.limit());
      throw new MediumException("refused", new Extent(lba, 1), null);
    }
    for (long sector = lba; sector < lba + count; sector++) {
      byte[] bytes = new byte[geometry.sectorSize()];
      source.get(bytes);
      content.put(sector, bytes);
      unreadable.remove(sector);
    }
  }

  @Override
  public void flush() {
    requests.add(new Request("flush", 0, 0));
    log.add("flush " + name);
  }

  @Override
  public void discard(long lba, long count) {
    requests.add(new Request("discard", lba, count));
  }

  @Override
  public void writeZeroes(long lba, long count) throws MediumException {
    write(lba, ByteBuffer.allocate(Math.toIntExact(count * geometry.sectorSize())));
  }

  @Override
  public boolean heldByWriter() {
    return live;
  }

  @Override
  public void close() {
    content.clear();
  }
}

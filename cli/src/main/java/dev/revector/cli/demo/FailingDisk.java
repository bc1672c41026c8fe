package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A disk whose sectors go bad one after the other, for good: a list beside it remembers them. A
 * request that touches one fails as a whole, as a disk does that only tells which command failed.
 */
final class FailingDisk implements BlockDevice {
  private final CachedDisk disk;
  private final Path list;
  private final SplittableRandom noise;
  private final NavigableSet<Long> bad = new ConcurrentSkipListSet<>();

  FailingDisk(CachedDisk disk, Path list, SplittableRandom noise) throws IOException {
    this.disk = disk;
    this.list = list;
    this.noise = noise;
    if (Files.exists(list)) {
      Files.readAllLines(list).forEach(line -> bad.add(Long.valueOf(line)));
    }
  }

  /** Lets sectors go bad: they hold noise from now on, and refuse every request. */
  void spoil(long lba, int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (long s = lba; s < lba + count; s++) {
      byte[] bytes = new byte[geometry().sectorSize()];
      noise.nextBytes(bytes);
      disk.spoil(s, ByteBuffer.wrap(bytes));
      bad.add(s);
      lines.append(s).append('\n');
    }
    Files.writeString(list, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  boolean isBad(long lba, int count) {
    return firstBad(lba, count) != null;
  }

  NavigableSet<Long> badSectors() {
    return bad;
  }

  private @Nullable Long firstBad(long lba, long count) {
    Long first = bad.ceiling(lba);
    return first == null || first >= lba + count ? null : first;
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    int count = geometry().wholeSectors(target.remaining());
    Long first = firstBad(lba, count);
    if (first == null) {
      disk.read(lba, target);
      return;
    }
    int limit = target.limit();
    target.limit(target.position() + (int) (first - lba) * geometry().sectorSize());
    disk.read(lba, target);
    target.limit(limit);
    throw refusal("read", lba, count);
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    int count = geometry().wholeSectors(source.remaining());
    Long first = firstBad(lba, count);
    if (first == null) {
      disk.write(lba, source);
      return;
    }
    if (first > lba) {
      int bytes = (int) (first - lba) * geometry().sectorSize();
      disk.write(lba, source.slice(source.position(), bytes));
    }
    throw refusal("write", lba, count);
  }

  private static MediumException refusal(String what, long lba, int count) {
    String message = "the disk refused a " + what + ": lba=" + lba + ", count=" + count;
    return new MediumException(message, new Extent(lba, count), new IOException("simulated"));
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    for (long s = lba; s < lba + count; s++) {
      write(s, ByteBuffer.allocate(geometry().sectorSize()));
    }
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
  public void flush() throws IOException {
    disk.flush();
  }

  @Override
  public void discard(long lba, long count) {
    disk.discard(lba, count);
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}

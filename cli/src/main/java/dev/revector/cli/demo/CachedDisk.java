package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk with a write cache that a power cut empties: what was written since the last flush is in
 * memory only, and after a cut each request has reached the disk wholly, not at all, or in some of
 * its sectors.
 */
final class CachedDisk implements BlockDevice {
  private final BlockDevice disk;
  private final Power power;
  private final ReentrantLock lock;
  private final List<Request> cache = new ArrayList<>();

  CachedDisk(BlockDevice disk, Power power) {
    this.disk = disk;
    this.power = power;
    this.lock = power.lock();
    power.supply(this);
  }

  private record Request(long lba, ByteBuffer data, int sectorSize) {
    long end() {
      return lba + data.capacity() / sectorSize;
    }

    ByteBuffer sector(long sector) {
      return data.slice((int) (sector - lba) * sectorSize, sectorSize);
    }
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    lock.lock();
    try {
      power.require();
      int start = target.position();
      disk.read(lba, target);
      int size = geometry().sectorSize();
      long end = lba + (target.position() - start) / size;
      for (Request request : cache) {
        for (long s = Math.max(lba, request.lba()); s < Math.min(end, request.end()); s++) {
          target.put(start + (int) (s - lba) * size, request.sector(s), 0, size);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    lock.lock();
    try {
      power.require();
      int size = geometry().sectorSize();
      geometry().checkRange(lba, geometry().wholeSectors(source.remaining()));
      ByteBuffer data = ByteBuffer.allocate(source.remaining());
      data.put(source);
      cache.add(new Request(lba, data, size));
      if (power.failsNow()) {
        power.fail();
        throw new DeviceGoneException("the power failed during a write: simulated=true");
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      power.require();
      for (Request request : cache) {
        disk.write(request.lba(), request.data().duplicate().clear());
      }
      disk.flush();
      cache.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Lets chance decide for each request what of it reaches the disk. */
  void loseCache(SplittableRandom random, Power.Loss loss) throws IOException {
    for (Request request : cache) {
      switch (random.nextInt(3)) {
        case 0 -> loss.dropped++;
        case 1 -> {
          loss.kept++;
          disk.write(request.lba(), request.data().duplicate().clear());
        }
        default -> {
          loss.torn++;
          for (long s = request.lba(); s < request.end(); s++) {
            if (random.nextBoolean()) {
              disk.write(s, request.sector(s));
            }
          }
        }
      }
    }
    disk.flush();
    cache.clear();
  }

  /** Replaces what a sector holds, in the cache and below it. */
  void spoil(long lba, ByteBuffer noise) throws IOException {
    lock.lock();
    try {
      disk.write(lba, noise.duplicate());
      for (Request request : cache) {
        if (lba >= request.lba() && lba < request.end()) {
          request.sector(lba).put(noise.duplicate());
        }
      }
    } finally {
      lock.unlock();
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
    return new DeviceCapabilities(true, false, true);
  }

  @Override
  public void discard(long lba, long count) {
    geometry().checkRange(lba, count);
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    for (long s = lba; s < lba + count; s++) {
      write(s, ByteBuffer.allocate(geometry().sectorSize()));
    }
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}

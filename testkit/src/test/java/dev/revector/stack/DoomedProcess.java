package dev.revector.stack;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/**
 * A JVM that changes a pair of files in two threads until it is killed. Arguments: folder, number
 * of the round. It prints each step before it is begun, and what became of it afterwards, as {@link
 * KilledPair} reads it.
 */
final class DoomedProcess {
  static final int SECTORS = 512;
  static final int THREADS = 2;

  /** Threads take turns in blocks of this many sectors; no step leaves its block. */
  static final int BLOCK = 8;

  private DoomedProcess() {}

  /** The process. */
  public static void main(String[] args) throws Exception {
    int round = Integer.parseInt(args[1]);
    RemapTarget target = open(Path.of(args[0]), round);
    Thread[] threads = new Thread[THREADS];
    for (int id = 0; id < THREADS; id++) {
      int own = id;
      threads[id] = new Thread(() -> work(target, own, round));
      threads[id].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static RemapTarget open(Path folder, int round) throws IOException {
    return RemapTarget.builder()
        .main(new Refusing(FileBlockDevice.open(folder.resolve("main")), round))
        .spare(FileBlockDevice.open(folder.resolve("spare")))
        .retries(0)
        .open();
  }

  private static void work(RemapTarget target, int id, int round) {
    Random random = new Random(round * (long) THREADS + id);
    PrintStream out = System.out;
    for (int step = 1; ; step++) {
      int block = random.nextInt(SECTORS / BLOCK / THREADS) * THREADS + id;
      int first = random.nextInt(BLOCK);
      int count = 1 + random.nextInt(BLOCK - first);
      int lba = block * BLOCK + first;
      char kind = "WWWWMMRRZF".charAt(random.nextInt(10));
      int version = kind == 'Z' ? 0 : round * 100_000 + step;
      out.println("begin " + id + " " + kind + " " + lba + " " + count + " " + version);
      try {
        switch (kind) {
          case 'W' -> target.write(lba, Stamp.of(lba, count, version));
          case 'Z' -> target.writeZeroes(lba, count);
          case 'M' -> target.remap(lba, count);
          case 'R' -> target.release(lba, count);
          default -> target.flush();
        }
        out.println("done " + id);
      } catch (BlockDeviceException e) {
        out.println("refused " + id);
      } catch (IOException e) {
        out.println("broken " + id + " " + e);
        return;
      }
    }
  }

  /** A disk that refuses to write some sectors, other ones in each round. */
  private record Refusing(BlockDevice device, int round) implements BlockDevice {
    private void check(long lba, long count) throws MediumException {
      for (long sector = lba; sector < lba + count; sector++) {
        if ((sector * 31 + round) % 7 == 0) {
          throw new MediumException("refused", new Extent(sector, lba + count - sector), null);
        }
      }
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
      device.read(lba, target);
    }

    @Override
    public void write(long lba, ByteBuffer source) throws IOException {
      check(lba, source.remaining() / device.geometry().sectorSize());
      device.write(lba, source);
    }

    @Override
    public void flush() throws IOException {
      device.flush();
    }

    @Override
    public void discard(long lba, long count) throws IOException {
      device.discard(lba, count);
    }

    @Override
    public void writeZeroes(long lba, long count) throws IOException {
      check(lba, count);
      device.writeZeroes(lba, count);
    }

    @Override
    public void close() throws IOException {
      device.close();
    }
  }
}

package dev.revector.benchmarks;

import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import dev.revector.internal.Preload;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A pair whose spare is a file, in a folder of its own that closing deletes. */
final class PairFiles implements Closeable {
  private static final long ROOM = 64L << 20;
  private static final int MOST_WITHOUT_HOLES = 5000;

  private final BlockDevice main = new MemoryDevice(Sectors.ALL);
  private final Path folder;

  /**
   * Creates a pair.
   *
   * @param copies metadata copies
   * @param remaps remaps that are in the map from the start
   */
  PairFiles(int copies, int remaps) throws IOException {
    folder = Files.createTempDirectory("revector-benchmark");
    try (RandomAccessFile file = new RandomAccessFile(sparePath().toFile(), "rw")) {
      if (remaps <= MOST_WITHOUT_HOLES) {
        // Else the file system would have to make the room it takes durable too, unlike a disk.
        byte[] zeros = new byte[1 << 20];
        for (long at = 0; at < ROOM; at += zeros.length) {
          file.write(zeros);
        }
      } else {
        file.setLength(ROOM + 2 * 4096L * remaps);
      }
    }
    RemapTarget.builder().main(main).spare(spare()).copies(copies).create().close();
    if (remaps > 0) {
      try (BlockDevice spare = spare()) {
        Preload.fill(main, new Unflushed(spare), remaps, Sectors.SCATTERED::run);
        spare.flush();
      }
    }
  }

  Path folder() {
    return folder;
  }

  Path sparePath() {
    return folder.resolve("spare.img");
  }

  /** The main disk, which closing leaves as it is. */
  BlockDevice main() {
    return main;
  }

  BlockDevice spare() throws IOException {
    return FileBlockDevice.open(sparePath());
  }

  RemapTarget open() throws IOException {
    return RemapTarget.builder().main(main).spare(spare()).open();
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  /** Does as it is told but flush. */
  private record Unflushed(BlockDevice device) implements BlockDevice {
    @Override
    public dev.revector.DeviceGeometry geometry() {
      return device.geometry();
    }

    @Override
    public dev.revector.DeviceIdentity identity() {
      return device.identity();
    }

    @Override
    public dev.revector.DeviceCapabilities capabilities() {
      return device.capabilities();
    }

    @Override
    public void read(long lba, ByteBuffer target) throws IOException {
      device.read(lba, target);
    }

    @Override
    public void write(long lba, ByteBuffer source) throws IOException {
      device.write(lba, source);
    }

    @Override
    public void flush() {}

    @Override
    public void discard(long lba, long count) throws IOException {
      device.discard(lba, count);
    }

    @Override
    public void writeZeroes(long lba, long count) throws IOException {
      device.writeZeroes(lba, count);
    }

    @Override
    public void close() {}
  }
}

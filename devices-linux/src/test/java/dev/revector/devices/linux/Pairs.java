package dev.revector.devices.linux;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pairs on real devices, and data that says where it belongs. */
final class Pairs {
  static final OpenMode WRITE = new OpenMode(true, 0, -1, 0);
  static final OpenMode READ = new OpenMode(false, 0, -1, 0);

  private Pairs() {}

  static RemapTarget create(Path main, Path spare) throws IOException {
    return assemble(main, spare, true);
  }

  static RemapTarget open(Path main, Path spare) throws IOException {
    return assemble(main, spare, false);
  }

  private static RemapTarget assemble(Path main, Path spare, boolean create) throws IOException {
    BlockDevice mainDevice = DirectBlockDevice.open(main, WRITE);
    BlockDevice spareDevice = null;
    RemapTarget target = null;
    try {
      spareDevice = DirectBlockDevice.open(spare, WRITE);
      var builder = RemapTarget.builder().main(mainDevice).spare(spareDevice).retries(0);
      target = create ? builder.create() : builder.open();
      return target;
    } finally {
      if (target == null) {
        mainDevice.close();
        if (spareDevice != null) {
          spareDevice.close();
        }
      }
    }
  }

  /** Sectors that each say their number and version. */
  static ByteBuffer data(long lba, int count, int sectorSize, long version) {
    ByteBuffer data = ByteBuffer.allocate(count * sectorSize);
    for (int i = 0; i < count; i++) {
      while (data.position() < (i + 1) * sectorSize) {
        data.putLong(lba + i).putLong(version);
      }
    }
    return data.flip();
  }

  static ByteBuffer read(BlockDevice device, long lba, int count) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count * device.geometry().sectorSize());
    device.read(lba, data);
    return data.flip();
  }

  /** The sectors in the map, in as few pieces as possible. */
  static List<Extent> mapped(RemapTarget target) {
    List<Extent> extents = new ArrayList<>();
    for (MapRun run : target.runs(0, target.geometry().sectors())) {
      Extent last = extents.isEmpty() ? null : extents.get(extents.size() - 1);
      if (last != null && last.end() == run.lba()) {
        extents.set(extents.size() - 1, new Extent(last.first(), last.count() + run.count()));
      } else {
        extents.add(new Extent(run.lba(), run.count()));
      }
    }
    return extents;
  }
}

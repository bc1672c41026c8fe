package dev.revector.stack;

import dev.revector.testkit.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes dm-remap's metadata, as its format page says, for what no real image shows. */
final class DmRemapWriter {
  static final int BYTES = 0x14940;

  private final ByteBuffer copy =
      ByteBuffer.allocate((BYTES + 511) / 512 * 512).order(ByteOrder.LITTLE_ENDIAN);

  DmRemapWriter(long sequence, long mainSectors, long spareSectors) {
    copy.putInt(0, 0x444D5234).putInt(4, 4).putLong(8, sequence).putLong(0x10, 1_700_000_000L);
    copy.putInt(0x20, BYTES).putLong(0x78, mainSectors).putLong(0x80, spareSectors);
    copy.putInt(0x88, 512).putInt(0x100, 100).putInt(0x12c, 2048);
  }

  DmRemapWriter remap(long lba, long spareSector) {
    int count = copy.getInt(0x128);
    int at = 0x138 + 40 * count;
    copy.putLong(at, lba)
        .putLong(at + 8, spareSector)
        .putLong(at + 16, 1_700_000_000L * 1_000_000_000L);
    copy.putInt(at + 28, 1).putShort(at + 34, (short) 1);
    copy.putInt(0x128, count + 1);
    return this;
  }

  DmRemapWriter field(int at, int value) {
    copy.putInt(at, value);
    return this;
  }

  /** Puts the copy there; {@code index} is set after the sum was made, as the module may do. */
  DmRemapWriter put(SimulatedDisk disk, long sector, int index) {
    copy.putInt(0x1c, 0);
    copy.putInt(0x18, DmRemapSums.sum(copy.array()));
    copy.putInt(0x1c, index);
    disk.poke(sector, copy.array());
    return this;
  }
}

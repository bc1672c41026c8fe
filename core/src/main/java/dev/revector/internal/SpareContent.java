package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import dev.revector.transfer.DmRemapSpare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Recognises what stands on a device that is about to become a spare. */
final class SpareContent {
  private static final int PROBE_BYTES = 128 * 1024;

  /** Signatures by offset in bytes, each from the format's own specification. */
  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature(0x200, "EFI PART", "a GPT partition table"),
          new Signature(0x1000, "EFI PART", "a GPT partition table"),
          new Signature(0x438, "S\u00EF", "an ext2/3/4 file system"),
          new Signature(0, "XFSB", "an XFS file system"),
          new Signature(0x10040, "_BHRfS_M", "a btrfs file system"),
          new Signature(0, "LUKS", "a LUKS container"),
          new Signature(0x218, "LVM2 001", "an LVM physical volume"),
          new Signature(0x1000, "\u00FCN+\u00A9", "an md member"),
          new Signature(0xFF6, "SWAPSPACE2", "swap space"),
          new Signature(3, "NTFS    ", "an NTFS file system"),
          new Signature(0x52, "FAT32   ", "a FAT file system"),
          new Signature(0x36, "FAT1", "a FAT file system"),
          new Signature(0x1FE, "U\u00AA", "a partition table"));

  /** What a dm-remap spare is called, and what to do with it. */
  static final String DM_REMAP = "a dm-remap spare; import --from dm-remap takes it over";

  /** What stands there may be anything, so it does not count as blank. */
  private static final String UNREADABLE = "sectors near its start that can't be read";

  private SpareContent() {}

  /** True when one of the spares was written by dm-remap. */
  static boolean isDmRemap(List<BlockDevice> spares) throws IOException {
    for (BlockDevice spare : spares) {
      if (DmRemapSpare.isMarked(spare)) {
        return true;
      }
    }
    return false;
  }

  private record Signature(int offset, String magic, String what) {
    boolean matches(ByteBuffer head) {
      if (offset + magic.length() > head.limit()) {
        return false;
      }
      for (int i = 0; i < magic.length(); i++) {
        if ((head.get(offset + i) & 0xFF) != magic.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What the device holds in a few words; empty when its first 128 KiB are zeros, and can be read.
   */
  static Optional<String> describe(BlockDevice device) throws IOException {
    if (DmRemapSpare.isMarked(device)) {
      return Optional.of(DM_REMAP);
    }
    int sectorSize = device.geometry().sectorSize();
    int length = (int) Math.min(PROBE_BYTES, device.geometry().bytes());
    ByteBuffer head =
        ByteBuffer.allocate(length / sectorSize * sectorSize).order(ByteOrder.LITTLE_ENDIAN);
    boolean readable = read(device, head);
    for (Signature signature : SIGNATURES) {
      if (signature.matches(head)) {
        return Optional.of(signature.what());
      }
    }
    for (int i = 0; i < head.limit(); i++) {
      if (head.get(i) != 0) {
        return Optional.of("unknown data");
      }
    }
    return readable ? Optional.empty() : Optional.of(UNREADABLE);
  }

  /** Reads the start of a device; false if some sectors can't be read, which give zeros then. */
  private static boolean read(BlockDevice device, ByteBuffer head) throws IOException {
    try {
      device.read(0, head);
      head.flip();
      return true;
    } catch (MediumException e) {
      head.clear();
    }
    boolean readable = true;
    byte[] sector = new byte[device.geometry().sectorSize()];
    for (int at = 0; at < head.limit(); at += sector.length) {
      try {
        device.read(at / sector.length, ByteBuffer.wrap(sector));
      } catch (MediumException e) {
        Arrays.fill(sector, (byte) 0);
        readable = false;
      }
      head.put(at, sector);
    }
    return readable;
  }
}

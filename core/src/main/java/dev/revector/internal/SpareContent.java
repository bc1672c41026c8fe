package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.transfer.DmRemapSpare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** What the device holds in a few words; empty when its first 128 KiB are zeros. */
  static Optional<String> describe(BlockDevice device) throws IOException {
    if (DmRemapSpare.isMarked(device)) {
      return Optional.of(DM_REMAP);
    }
    int sectorSize = device.geometry().sectorSize();
    int length = (int) Math.min(PROBE_BYTES, device.geometry().bytes());
    ByteBuffer head =
        ByteBuffer.allocate(length / sectorSize * sectorSize).order(ByteOrder.LITTLE_ENDIAN);
    device.read(0, head);
    head.flip();
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
    return Optional.empty();
  }
}

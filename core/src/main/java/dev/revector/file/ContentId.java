package dev.revector.file;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parts of a {@link dev.revector.StableId} for devices that have no name of their own, such as disk
 * images: where the file is, and the number that a file system or partition table gave itself. A
 * copy of the file keeps the second, a new file system the first.
 *
 * @since 0.1
 */
public final class ContentId {
  /** Up to the end of the first superblock that lies farthest, that of btrfs. */
  private static final int HEAD_BYTES = 68 * 1024;

  /** Signatures and the places of the numbers, each from the format's own specification. */
  private static final List<Place> PLACES =
      List.of(
          new Place("luks", 0, "LUKS\u00BA\u00BE", 0xA8, Form.TEXT),
          new Place("xfs", 0, "XFSB", 0x20, Form.UUID),
          new Place("ext", 0x438, "S\u00EF", 0x468, Form.UUID),
          new Place("btrfs", 0x10040, "_BHRfS_M", 0x10020, Form.UUID),
          new Place("lvm", 0x218, "LVM2 001", 0x220, Form.TEXT),
          new Place("swap", 0xFF6, "SWAPSPACE2", 0x40C, Form.UUID),
          new Place("ntfs", 3, "NTFS    ", 0x48, Form.NUMBER_8),
          new Place("fat", 0x52, "FAT32   ", 0x43, Form.NUMBER_4),
          new Place("fat", 0x36, "FAT1", 0x27, Form.NUMBER_4),
          new Place("gpt", 0x200, "EFI PART", 0x238, Form.UUID),
          new Place("gpt", 0x1000, "EFI PART", 0x1038, Form.UUID),
          new Place("mbr", 0x1FE, "U\u00AA", 0x1B8, Form.NUMBER_4));

  private ContentId() {}

  private enum Form {
    UUID(16),
    TEXT(36),
    NUMBER_8(8),
    NUMBER_4(4);

    final int bytes;

    Form(int bytes) {
      this.bytes = bytes;
    }
  }

  private record Place(String kind, int magicAt, String magic, int idAt, Form form) {
    boolean matches(ByteBuffer head) {
      if (Math.max(magicAt + magic.length(), idAt + form.bytes) > head.limit()) {
        return false;
      }
      for (int i = 0; i < magic.length(); i++) {
        if ((head.get(magicAt + i) & 0xFF) != magic.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    /** The number as text; empty when it is zero, so that nothing was given. */
    String id(ByteBuffer head) {
      StringBuilder text = new StringBuilder();
      boolean given = false;
      for (int i = 0; i < form.bytes; i++) {
        int value = head.get(idAt + i) & 0xFF;
        given |= value != 0;
        if (form == Form.TEXT) {
          text.append(value > ' ' && value < 0x7F ? (char) value : "");
        } else {
          text.append(String.format(Locale.ROOT, "%02x", value));
        }
      }
      return given ? kind + ":" + text : "";
    }
  }

  /**
   * Names the place of a file.
   *
   * @param backing the file's {@link dev.revector.DeviceIdentity#backing()}
   * @param offsetBytes where the device begins in it
   */
  public static String ofFile(String backing, long offsetBytes) {
    return "file:" + backing.replaceAll("[^\\w=,/.-]", "") + "@" + offsetBytes;
  }

  /**
   * What the content of a device says, as parts of a stable identity; none when it says nothing.
   */
  public static List<String> of(BlockDevice device) throws IOException {
    ByteBuffer head = head(device);
    List<String> ids = new ArrayList<>();
    for (Place place : PLACES) {
      if (ids.isEmpty() && place.matches(head) && !place.id(head).isEmpty()) {
        ids.add(place.id(head));
      }
    }
    return ids;
  }

  private static ByteBuffer head(BlockDevice device) throws IOException {
    int sectorSize = device.geometry().sectorSize();
    int sectors = (int) Math.min(HEAD_BYTES / sectorSize, device.geometry().sectors());
    ByteBuffer head = ByteBuffer.allocate(sectors * sectorSize).order(ByteOrder.LITTLE_ENDIAN);
    try {
      device.read(0, head);
    } catch (MediumException e) {
      for (int sector = 0; sector < sectors; sector++) {
        readOrZero(device, sector, head.slice(sector * sectorSize, sectorSize));
      }
    }
    return head.clear();
  }

  private static void readOrZero(BlockDevice device, int sector, ByteBuffer target)
      throws IOException {
    try {
      device.read(sector, target);
    } catch (MediumException e) {
      target.clear().put(new byte[target.capacity()]);
    }
  }
}

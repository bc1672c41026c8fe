package dev.revector.transfer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One copy of dm-remap's metadata, version 4, decoded from its bytes. Pure. All integers are
 * little-endian:
 *
 * <pre>
 *   0x00  magic, version         0x18  checksum        0x88  sector size
 *   0x08  sequence               0x1c  copy index      0x128 number of records
 *   0x10  time of the last       0x20  size            0x138 records of 40 bytes:
 *         write, in seconds      0x78  sectors of            lba, spare sector, time in ns (8 each),
 *                                      main, of spare        accesses, errors (4 each), reason, flags
 * </pre>
 *
 * @param sequence larger in what was written later
 * @param writtenSeconds when it was written, in seconds since 1970, 0 to 2^32 - 1
 * @param mainSectors sectors on main, of 512 bytes
 * @param records what stands in it, in its order, the same sector perhaps more than once
 */
record DmRemapCopy(long sequence, long writtenSeconds, long mainSectors, List<Item> records) {

  /** Bytes in a copy. */
  static final int BYTES = 0x14940;

  /** Copies that the kernel module writes. */
  static final int COPIES = 5;

  static final int MAGIC = 0x444D5234;
  static final int VERSION = 4;
  static final int SECTOR = 512;

  private static final int AT_VERSION = 0x04;
  private static final int AT_SEQUENCE = 0x08;
  private static final int AT_TIME = 0x10;
  private static final int AT_CHECKSUM = 0x18;
  private static final int AT_INDEX = 0x1c;
  private static final int AT_SIZE = 0x20;
  private static final int AT_MAIN_SECTORS = 0x78;
  private static final int AT_SECTOR_SIZE = 0x88;
  private static final int AT_COUNT = 0x128;
  private static final int AT_RECORDS = 0x138;
  private static final int RECORD_BYTES = 40;
  private static final int MOST_RECORDS = 2048;
  private static final long MOST_SECONDS = 0xFFFF_FFFFL;
  private static final long NANOS = 1_000_000_000;

  /**
   * A record as it stands there; numbers are unsigned.
   *
   * @param timeSeconds when the sector was remapped, in seconds since 1970, 0 to 2^32 - 1
   * @param errors errors seen, 0 to 65535
   */
  record Item(long lba, long spareSector, long timeSeconds, int errors) {}

  /** True when these bytes begin like a copy, whole or not. */
  static boolean isMarked(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
  }

  /** The version that a copy claims. */
  static int version(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(AT_VERSION);
  }

  /**
   * Decodes a copy.
   *
   * @param bytes at least {@link #BYTES} from index 0 on
   * @return null when it is none, or is damaged
   */
  static @Nullable DmRemapCopy decode(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int count = bytes.getInt(AT_COUNT);
    if (!isMarked(bytes)
        || version(bytes) != VERSION
        || bytes.getInt(AT_SIZE) != BYTES
        || bytes.getInt(AT_SECTOR_SIZE) != SECTOR
        || count < 0
        || count > MOST_RECORDS
        || bytes.getLong(AT_MAIN_SECTORS) < 0
        || !isWhole(bytes)) {
      return null;
    }
    List<Item> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(item(bytes, AT_RECORDS + i * RECORD_BYTES));
    }
    return new DmRemapCopy(
        bytes.getLong(AT_SEQUENCE),
        Math.max(0, Math.min(MOST_SECONDS, bytes.getLong(AT_TIME))),
        bytes.getLong(AT_MAIN_SECTORS),
        records);
  }

  private static Item item(ByteBuffer bytes, int at) {
    long seconds = Long.divideUnsigned(bytes.getLong(at + 16), NANOS);
    int errors = bytes.getInt(at + 28);
    return new Item(
        bytes.getLong(at),
        bytes.getLong(at + 8),
        Math.min(MOST_SECONDS, seconds),
        errors < 0 ? 0xFFFF : Math.min(0xFFFF, errors));
  }

  /**
   * The module sums up once and then numbers the copies, so the sum of a copy may be that of
   * another number.
   */
  private static boolean isWhole(ByteBuffer bytes) {
    int expected = bytes.getInt(AT_CHECKSUM);
    if (checksum(bytes, bytes.getInt(AT_INDEX)) == expected) {
      return true;
    }
    for (int index = 0; index < COPIES; index++) {
      if (checksum(bytes, index) == expected) {
        return true;
      }
    }
    return false;
  }

  /** The sum of a copy if its number were {@code index}. */
  static int checksum(ByteBuffer bytes, int index) {
    CRC32 crc = new CRC32();
    // The module's sum begins with a register of zeros: so does this one after four bytes of ones.
    crc.update(new byte[] {-1, -1, -1, -1});
    crc.update(bytes.slice(0, AT_CHECKSUM));
    crc.update(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, index));
    crc.update(bytes.slice(AT_SIZE, BYTES - AT_SIZE));
    return ~(int) crc.getValue();
  }
}

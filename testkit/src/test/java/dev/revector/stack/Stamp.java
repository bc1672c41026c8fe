package dev.revector.stack;

import java.nio.ByteBuffer;

/** The content of a sector, made from its number and a version; version 0 is zeros. */
final class Stamp {
  static final int BYTES = 512;

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(BYTES).asReadOnlyBuffer();

  /** Not what any version makes of this sector. */
  static final int INVENTED = -1;

  private Stamp() {}

  static ByteBuffer of(long lba, int count, int version) {
    ByteBuffer data = ByteBuffer.allocate(count * BYTES);
    for (long sector = lba; version != 0 && sector < lba + count; sector++) {
      data.putInt((int) sector).putInt(version);
      long seed = seed(sector, version);
      for (int at = 8; at < BYTES; at += 8) {
        data.putLong(seed += 0x9E3779B97F4A7C15L);
      }
    }
    return data.clear();
  }

  /** The version that the bytes at this offset hold, or {@link #INVENTED}. */
  static int version(ByteBuffer data, int offset, long lba) {
    int version = data.getInt(offset + 4);
    if (version == 0) {
      return data.slice(offset, BYTES).equals(ZEROS) ? 0 : INVENTED;
    }
    if (data.getInt(offset) != lba || version < 0) {
      return INVENTED;
    }
    long seed = seed(lba, version);
    for (int at = offset + 8; at < offset + BYTES; at += 8) {
      if (data.getLong(at) != (seed += 0x9E3779B97F4A7C15L)) {
        return INVENTED;
      }
    }
    return version;
  }

  private static long seed(long lba, int version) {
    return (lba << 32 | version) * 0xBF58476D1CE4E5B9L;
  }
}

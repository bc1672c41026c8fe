package dev.revector.metadata;

import dev.revector.UnsupportedFormatException;
import java.nio.ByteBuffer;

/**
 * The feature flags. A newer version sets a bit for what an older one can't know; this version has
 * defined none yet.
 */
final class Features {
  /** Bits of each kind that this version knows. */
  static final int KNOWN_READ_ONLY = 0;

  static final int KNOWN_INCOMPATIBLE = 0;

  private Features() {}

  /** Refuses a header that this version can't even read. */
  static void check(ByteBuffer header) throws UnsupportedFormatException {
    int version = header.get(Format.AT_VERSION) & 0xFF;
    if (version != Format.VERSION) {
      throw new UnsupportedFormatException(
          "metadata has another format version: found="
              + version
              + ", expected="
              + Format.VERSION
              + "; use the release that wrote it, or a newer one");
    }
    int unknown = header.getInt(Format.HEADER_INCOMPATIBLE) & ~KNOWN_INCOMPATIBLE;
    if (unknown != 0) {
      throw new UnsupportedFormatException(
          "metadata needs incompatible features that this release does not know: "
              + names("incompatible", unknown)
              + "; use the release that wrote it, or a newer one");
    }
  }

  /** Refuses to write metadata that this version can only read. */
  static void checkWritable(Header header) throws UnsupportedFormatException {
    int unknown = header.readOnly() & ~KNOWN_READ_ONLY;
    if (unknown != 0) {
      throw new UnsupportedFormatException(
          "metadata has features that this release can only read: "
              + names("read-only", unknown)
              + "; open it read-only, or use the release that wrote it");
    }
  }

  private static String names(String kind, int bits) {
    StringBuilder names = new StringBuilder();
    for (int bit = 0; bit < 32; bit++) {
      if ((bits >>> bit & 1) == 1) {
        names.append(names.isEmpty() ? "" : ", ").append(kind).append("-bit-").append(bit);
      }
    }
    return names.toString();
  }
}

package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The protocol's strings: UTF-8, at most 4096 bytes. */
final class Texts {
  static final int MOST_BYTES = 4096;

  private Texts() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes a string with its length before it; null if there is none. */
  static @Nullable String take(ByteBuffer data) {
    if (data.remaining() < Integer.BYTES) {
      return null;
    }
    int length = data.getInt();
    if (length < 0 || length > MOST_BYTES || length > data.remaining()) {
      return null;
    }
    byte[] text = new byte[length];
    data.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}

package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What INFO or GO ask.
 *
 * @param name the export
 * @param asked numbers of the pieces of information that are wanted
 */
record InfoQuery(String name, Set<Integer> asked) {

  /** Takes a query from an option's data; null if it is none. */
  static @Nullable InfoQuery parse(ByteBuffer data) {
    String name = Texts.take(data);
    if (name == null || data.remaining() < Short.BYTES) {
      return null;
    }
    int count = Short.toUnsignedInt(data.getShort());
    if (data.remaining() != count * Short.BYTES) {
      return null;
    }
    Set<Integer> asked = new HashSet<>();
    while (data.hasRemaining()) {
      asked.add(Short.toUnsignedInt(data.getShort()));
    }
    return new InfoQuery(name, Set.copyOf(asked));
  }

  boolean asksFor(int info) {
    return asked.contains(info);
  }
}

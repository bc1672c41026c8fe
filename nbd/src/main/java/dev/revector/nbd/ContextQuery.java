package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which metadata contexts a client asks for.
 *
 * @param name the export
 * @param queries names of contexts, or of namespaces when they end in a colon
 */
record ContextQuery(String name, List<String> queries) {

  /** Takes a query from an option's data; null if it is none. */
  static @Nullable ContextQuery parse(ByteBuffer data) {
    String name = Texts.take(data);
    if (name == null || data.remaining() < Integer.BYTES) {
      return null;
    }
    long count = Integer.toUnsignedLong(data.getInt());
    List<String> queries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String query = Texts.take(data);
      if (query == null) {
        return null;
      }
      queries.add(query);
    }
    return data.hasRemaining() ? null : new ContextQuery(name, List.copyOf(queries));
  }

  /**
   * True when it asks for this context.
   *
   * @param exactly false to list: then a namespace asks for all in it, and no query for everything
   */
  boolean selects(String context, boolean exactly) {
    if (exactly) {
      return queries.contains(context);
    }
    String namespace = context.substring(0, context.indexOf(':') + 1);
    return queries.isEmpty() || queries.contains(context) || queries.contains(namespace);
  }
}

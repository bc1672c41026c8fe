package dev.revector.transfer;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a document, each of which must be there.
 *
 * @param kind the kind of document, for errors
 * @param line where the object stands
 */
record JsonFields(String kind, Map<?, ?> object, long line) {

  /** The fields of what must be an object. */
  static JsonFields of(String kind, @Nullable Object value, long line)
      throws TransferFormatException {
    if (value instanceof Map<?, ?> object) {
      return new JsonFields(kind, object, line);
    }
    throw new TransferFormatException(kind, line, "expected=an object, found=" + shown(value));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "nothing" : Lines.shown(String.valueOf(value));
  }

  TransferFormatException malformed(String reason) {
    return new TransferFormatException(kind, line, reason);
  }

  /** A whole number within bounds. */
  long number(String name, long least, long most) throws TransferFormatException {
    if (object.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw malformed(
        "field is wrong: name="
            + name
            + ", expected=a number from "
            + least
            + " to "
            + most
            + ", found="
            + shown(object.get(name)));
  }

  String text(String name) throws TransferFormatException {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw malformed(
        "field is wrong: name=" + name + ", expected=a string, found=" + shown(object.get(name)));
  }

  /** A time, in seconds since 1970, from 0 to 2^32 - 1. */
  long time(String name) throws TransferFormatException {
    try {
      long seconds = Instant.parse(text(name)).getEpochSecond();
      if (seconds >= 0 && seconds <= 0xFFFF_FFFFL) {
        return seconds;
      }
    } catch (DateTimeException e) {
      // Said below: the reason that a parser gives is no clearer.
    }
    throw malformed(
        "field is wrong: name="
            + name
            + ", expected=a time such as 2026-01-01T00:00:00Z, found="
            + shown(object.get(name)));
  }

  /** A constant, by the word for it. */
  <T extends Enum<T>> T word(String name, T[] constants) throws TransferFormatException {
    String word = text(name);
    for (T constant : constants) {
      if (word.equals(constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
    }
    throw malformed("field is wrong: name=" + name + ", found=" + Lines.shown(word));
  }
}

package dev.revector.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;

/** Writes the records that make up a JSON document. */
final class Json {
  /** The version of every document's layout. */
  static final int SCHEMA = 1;

  private Json() {}

  /** Writes one document and a line break; {@code indented} for people who read it too. */
  static void write(OutputStream out, Object document, boolean indented) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    mapper.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
    mapper.configure(SerializationFeature.INDENT_OUTPUT, indented);
    mapper.writeValue(out, document);
    out.write('\n');
  }

  /** A time as documents show it: ISO 8601, in UTC. */
  static String time(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }

  /** The word for an enum constant: lower case with dashes. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One run of the command inside this process, and what came of it. */
final class Run {
  private final int code;
  private final byte[] bytes;
  private final String err;

  private Run(int code, byte[] bytes, String err) {
    this.code = code;
    this.bytes = bytes;
    this.err = err;
  }

  static Run of(String... args) {
    return withInput(new byte[0], args);
  }

  static Run withInput(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(args, new ByteArrayInputStream(input), out, err);
    return new Run(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** What was printed on standard output. */
  byte[] bytes() {
    return bytes;
  }

  /** What was printed on standard error. */
  String err() {
    return err;
  }

  String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The run, which must have ended so. */
  Run expect(int expected) {
    assertEquals(expected, code, () -> "standard error was: " + err);
    return this;
  }

  /** The run, which must have failed with one line that contains {@code words}. */
  Run expectError(int expected, String... words) {
    expect(expected);
    assertTrue(err.startsWith("revector: "), err);
    assertEquals(err.length() - 1, err.indexOf('\n'), () -> "one line was expected: " + err);
    for (String word : words) {
      assertTrue(err.contains(word), () -> "expected " + word + " in " + err);
    }
    return this;
  }

  /** The one document on standard output. */
  JsonNode json() throws IOException {
    JsonNode document = new ObjectMapper().readTree(bytes);
    assertEquals(1, document.get("schema").asInt());
    return document;
  }
}

package dev.revector.transfer;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length and counts them. Not thread-safe. */
final class Lines {
  /** Longest line, in characters; none of the formats comes near it. */
  static final int MOST_CHARACTERS = 4096;

  private static final int MOST_SHOWN = 40;

  private final String kind;
  private final Reader in;
  private final char[] buffer = new char[8192];
  private int position;
  private int limit;
  private long number;

  /** Lines of a kind of file, named in errors. */
  Lines(String kind, Reader in) {
    this.kind = kind;
    this.in = in;
  }

  /** The next line without its end, or null after the last. */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = read();
    if (c < 0) {
      return null;
    }
    number++;
    for (; c >= 0 && c != '\n'; c = read()) {
      if (c == 0 || line.length() == MOST_CHARACTERS) {
        throw malformed(c == 0 ? "it holds a zero byte" : "it is longer than " + MOST_CHARACTERS);
      }
      line.append((char) c);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }

  private int read() throws IOException {
    if (position == limit) {
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      position = 0;
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position++];
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return Math.max(1, number);
  }

  /** An error in the line that was read last. */
  TransferFormatException malformed(String reason) {
    return new TransferFormatException(kind, number(), reason);
  }

  /** Text from a file as an error may show it: short, and without control characters. */
  static String shown(String text) {
    String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
    return safe.length() <= MOST_SHOWN ? safe : safe.substring(0, MOST_SHOWN) + "...";
  }
}

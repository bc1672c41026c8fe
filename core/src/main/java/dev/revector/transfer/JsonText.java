package dev.revector.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document of bounded size into maps, lists, strings, booleans, nulls and numbers: a
 * {@link Long} where it is one, else a {@link Double}. Lists of the outermost object can be handed
 * over element by element instead; then only one element at a time counts for the bound. Not
 * thread-safe.
 */
final class JsonText {
  /** Most values in a document. */
  static final int MOST_VALUES = 1 << 20;

  /** Most characters in its names, strings and numbers together. */
  private static final int MOST_CHARACTERS = 1 << 24;

  private static final int MOST_DEPTH = 64;
  private static final int MOST_TOKEN = 1 << 16;
  private static final int END = -1;
  private static final int NOTHING = -2;

  private final String kind;
  private final Reader in;
  private final Map<String, Sink> sinks;
  private final Map<String, Long> lines = new LinkedHashMap<>();
  private long line = 1;
  private int ahead = NOTHING;
  private int values;
  private int characters;

  /** Takes the elements of a list, one after the other, with the line on which each begins. */
  interface Sink {
    void take(@Nullable Object element, long line) throws TransferFormatException;
  }

  /**
   * An object that was read, without the lists that were handed over.
   *
   * @param lines the line of each of its names
   */
  record Document(Map<?, ?> object, Map<String, Long> lines) {}

  private JsonText(String kind, Reader in, Map<String, Sink> sinks) {
    this.kind = kind;
    this.in = in;
    this.sinks = sinks;
  }

  /** Reads a document that is an object in which no name stands twice. */
  static Document read(String kind, Reader in, Map<String, Sink> sinks) throws IOException {
    JsonText text = new JsonText(kind, in, sinks);
    if (text.whole() instanceof Map<?, ?> object) {
      return new Document(object, text.lines);
    }
    throw new TransferFormatException(kind, 1, "expected=an object, found=something else");
  }

  /** Reads a document up to the end of the file. */
  static @Nullable Object read(String kind, Reader in) throws IOException {
    return new JsonText(kind, in, Map.of()).whole();
  }

  private @Nullable Object whole() throws IOException {
    Object value = value(0);
    if (peekToken() != END) {
      throw malformed("there is more behind the document");
    }
    return value;
  }

  private TransferFormatException malformed(String reason) {
    return new TransferFormatException(kind, line, reason);
  }

  private TransferFormatException tooLarge() {
    return malformed(
        "it is too large: most="
            + MOST_VALUES
            + ", mostDepth="
            + MOST_DEPTH
            + ", mostCharacters="
            + MOST_CHARACTERS);
  }

  private int peek() throws IOException {
    if (ahead == NOTHING) {
      ahead = in.read();
    }
    return ahead;
  }

  private int take() throws IOException {
    int c = peek();
    ahead = NOTHING;
    line += c == '\n' ? 1 : 0;
    return c;
  }

  private int peekToken() throws IOException {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      take();
    }
    return peek();
  }

  private void expect(char wanted) throws IOException {
    int found = peekToken();
    if (found != wanted) {
      throw malformed("expected=" + wanted + ", found=" + shown(found));
    }
    take();
  }

  private static String shown(int c) {
    return c == END ? "the end" : Lines.shown(Character.toString(c));
  }

  private @Nullable Object value(int depth) throws IOException {
    if (depth > MOST_DEPTH || ++values > MOST_VALUES) {
      throw tooLarge();
    }
    int c = peekToken();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    expect('{');
    if (peekToken() != '}') {
      do {
        if (peekToken() != '"') {
          throw malformed("expected=a name in quotes, found=" + shown(peek()));
        }
        long at = line;
        String name = string();
        expect(':');
        if (depth == 0 && !sinks.isEmpty() && lines.put(name, at) != null) {
          throw malformed("a name stands twice: name=" + Lines.shown(name));
        }
        Sink sink = depth == 0 ? sinks.get(name) : null;
        if (sink == null) {
          object.put(name, value(depth + 1));
        } else {
          handOver(sink);
        }
      } while (isNext(','));
    }
    expect('}');
    return object;
  }

  private void handOver(Sink sink) throws IOException {
    expect('[');
    int valuesBefore = values;
    int charactersBefore = characters;
    if (peekToken() != ']') {
      do {
        peekToken();
        long at = line;
        values = valuesBefore;
        characters = charactersBefore;
        sink.take(value(1), at);
      } while (isNext(','));
    }
    expect(']');
  }

  private List<@Nullable Object> array(int depth) throws IOException {
    List<@Nullable Object> array = new ArrayList<>();
    expect('[');
    if (peekToken() != ']') {
      do {
        array.add(value(depth + 1));
      } while (isNext(','));
    }
    expect(']');
    return array;
  }

  private boolean isNext(char wanted) throws IOException {
    if (peekToken() != wanted) {
      return false;
    }
    take();
    return true;
  }

  private String string() throws IOException {
    StringBuilder text = new StringBuilder();
    take();
    for (int c = take(); c != '"'; c = take()) {
      if (c < ' ') {
        throw malformed(c == END ? "a string has no end" : "a string holds a control character");
      }
      append(text, c == '\\' ? escaped() : (char) c);
    }
    return text.toString();
  }

  private void append(StringBuilder text, char c) throws TransferFormatException {
    if (text.length() == MOST_TOKEN) {
      throw malformed("a string or number is longer than " + MOST_TOKEN);
    }
    if (++characters > MOST_CHARACTERS) {
      throw tooLarge();
    }
    text.append(c);
  }

  private char escaped() throws IOException {
    int c = take();
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed("no such escape in a string: found=" + shown(c));
    };
  }

  private char unicode() throws IOException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int c = take();
      int digit = c < 0 ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        throw malformed("expected=four hexadecimal digits, found=" + shown(c));
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private @Nullable Object word(String word, @Nullable Object value) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      int c = take();
      if (c != word.charAt(i)) {
        throw malformed("expected=" + word + ", found=" + shown(c));
      }
    }
    return value;
  }

  private Object number() throws IOException {
    StringBuilder text = new StringBuilder();
    while (peek() >= 0 && "+-.0123456789eE".indexOf(peek()) >= 0) {
      append(text, (char) take());
    }
    if (text.isEmpty()) {
      throw malformed("expected=a value, found=" + shown(peek()));
    }
    String digits = text.toString();
    try {
      return digits.matches("-?[0-9]{1,19}") ? longOrDouble(digits) : Double.valueOf(digits);
    } catch (NumberFormatException e) {
      throw malformed("no number: found=" + Lines.shown(digits));
    }
  }

  private static Object longOrDouble(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return Double.valueOf(digits);
    }
  }
}

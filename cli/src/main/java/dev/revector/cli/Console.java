package dev.revector.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * The three standard streams of a command, and what is known of them. Any thread may print.
 *
 * <p>Standard output is buffered; what is printed there shows after {@link #flush()}.
 */
final class Console {
  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final Terminals terminals;
  private final LiveLine live;

  /**
   * Which of the streams are terminals, and what those can do.
   *
   * @param colour true when they show colours, and the user wants them
   * @param cursor true when a line can be drawn anew
   */
  record Terminals(boolean in, boolean out, boolean err, boolean colour, boolean cursor) {
    static final Terminals NONE = new Terminals(false, false, false, false, false);

    /** What the environment says; NO_COLOR and TERM=dumb are heeded. */
    static Terminals ofProcess() {
      boolean smart = !"dumb".equals(System.getenv("TERM"));
      String noColour = System.getenv("NO_COLOR");
      boolean colour = smart && (noColour == null || noColour.isEmpty());
      return new Terminals(isTerminal(0), isTerminal(1), isTerminal(2), colour, smart);
    }
  }

  Console(InputStream in, OutputStream out, OutputStream err, Terminals terminals) {
    this.in = in;
    this.out = new BufferedOutputStream(new StandardOutput(out), 1 << 16);
    this.err = err;
    this.terminals = terminals;
    this.live = new LiveLine(err);
  }

  /** The streams of this process. */
  static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminals.ofProcess());
  }

  /** Asks the kernel's file table; a call of isatty would need native access and 50 ms. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // where there is no such table, output is plain
    }
  }

  /** Standard input, a {@link FileInputStream} in a process of its own. */
  InputStream stdin() {
    return in;
  }

  /** Standard output for data; a failure to write is a {@link StandardOutputException}. */
  OutputStream stdout() {
    return out;
  }

  OutputStream stderr() {
    return err;
  }

  Ansi ansiOut() {
    return terminals.out() && terminals.colour() ? Ansi.ON : Ansi.OFF;
  }

  Ansi ansiErr() {
    return terminals.err() && terminals.colour() ? Ansi.ON : Ansi.OFF;
  }

  /** True when standard output can be drawn anew. */
  boolean canRedrawOut() {
    return terminals.out() && terminals.cursor();
  }

  /** True when lines of standard error can be drawn anew. */
  boolean canRedrawErr() {
    return terminals.err() && terminals.cursor();
  }

  /** True when there is someone to ask. */
  boolean canAsk() {
    return terminals.in() && terminals.err();
  }

  /** True when characters beyond ASCII show. */
  boolean unicode() {
    return System.getProperty("stdout.encoding", "").toUpperCase(Locale.ROOT).equals("UTF-8");
  }

  /** The line at the bottom of standard error that progress redraws. */
  LiveLine live() {
    return live;
  }

  /** Prints text on standard output. */
  void print(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    live.aside(() -> out.write(bytes));
  }

  void flush() throws IOException {
    live.aside(out::flush);
  }

  /** Prints a line on standard error; nobody can be told when that fails. */
  void message(String line) {
    try {
      live.aside(
          () -> {
            err.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            err.flush();
          });
    } catch (IOException e) {
      live.forget();
    }
  }

  /** Prints the one line that an error gets. */
  void error(String text) {
    live.clear();
    message(ansiErr().string("@|bold,red revector:|@ ") + text);
  }

  /** Asks a question on the terminal; only a plain yes is one. */
  boolean confirm(String question) throws IOException {
    flush();
    err.write((question + " [yes/no] ").getBytes(StandardCharsets.UTF_8));
    err.flush();
    StringBuilder answer = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      answer.append((char) c);
    }
    return answer.toString().strip().equalsIgnoreCase("yes");
  }

  /** Tells failures of standard output from those of devices. */
  private static final class StandardOutput extends OutputStream {
    private final OutputStream target;

    StandardOutput(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        target.write(bytes, offset, length);
      } catch (IOException e) {
        throw new StandardOutputException(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        target.flush();
      } catch (IOException e) {
        throw new StandardOutputException(e);
      }
    }
  }
}

package dev.revector.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last line of a terminal, redrawn in place while other lines scroll by above it. Any thread
 * may call. Nothing is written, no control character either, until {@link #show} is called.
 */
final class LiveLine {
  private static final String ERASE = "\r\u001b[K";

  private final OutputStream terminal;
  private final ReentrantLock lock = new ReentrantLock();
  private String shown = "";

  LiveLine(OutputStream terminal) {
    this.terminal = terminal;
  }

  /** Prints something else. */
  interface Output {
    void print() throws IOException;
  }

  /** Draws the line anew. */
  void show(String line) {
    lock.lock();
    try {
      shown = line;
      draw(ERASE + line);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the line away. */
  void clear() {
    lock.lock();
    try {
      if (!shown.isEmpty()) {
        draw(ERASE);
      }
      shown = "";
    } finally {
      lock.unlock();
    }
  }

  /** Stops drawing without another attempt to write. */
  void forget() {
    lock.lock();
    try {
      shown = "";
    } finally {
      lock.unlock();
    }
  }

  /** Takes the line away while {@code output} prints. */
  void aside(Output output) throws IOException {
    lock.lock();
    try {
      if (!shown.isEmpty()) {
        draw(ERASE);
      }
      output.print();
      if (!shown.isEmpty()) {
        draw(shown);
      }
    } finally {
      lock.unlock();
    }
  }

  private void draw(String text) {
    try {
      terminal.write(text.getBytes(StandardCharsets.UTF_8));
      terminal.flush();
    } catch (IOException e) {
      shown = "";
    }
  }
}

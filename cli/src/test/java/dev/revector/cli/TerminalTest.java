package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  private static final int MIB = 1 << 20;
  private static final String ESCAPE = "\u001b";
  private static final Console.Terminals COLOURED =
      new Console.Terminals(true, true, true, true, true);
  private static final Console.Terminals PLAIN =
      new Console.Terminals(true, true, true, false, false);

  @TempDir Path folder;
  private Images images;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
  }

  private int run(Console.Terminals terminals, String typed, String... args) {
    InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
    return Cli.run(args, new Console(in, out, err, terminals));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldColourOnATerminalOnly() {
    assertEquals(ExitCode.OK, run(COLOURED, "", images.args("status")));
    assertTrue(text(out).contains(ESCAPE + "[32mhealthy"), text(out));
    out.reset();
    assertEquals(ExitCode.OK, run(PLAIN, "", images.args("status")));
    assertFalse(text(out).contains(ESCAPE), text(out));
  }

  @Test
  void shouldNeverColourJson() throws IOException {
    assertEquals(ExitCode.OK, run(COLOURED, "", images.args("status", "--json")));
    assertFalse(text(out).contains(ESCAPE), text(out));
  }

  @Test
  void shouldAskBeforeItOverwrites() throws IOException {
    byte[] before = images.content().get(1);
    assertEquals(ExitCode.USAGE, run(PLAIN, "no\n", images.args("create", "--force")));
    assertEquals(ExitCode.USAGE, run(PLAIN, "y\n", images.args("create", "--force")));
    assertEquals(ExitCode.USAGE, run(PLAIN, "", images.args("create", "--force")));
    assertArrayEquals(before, images.content().get(1));
    assertTrue(text(err).contains("Overwrite a revector pair"), text(err));
    assertEquals(ExitCode.OK, run(PLAIN, "yes\n", images.args("create", "--force")));
  }

  @Test
  void shouldDrawABarOnATerminalOnly() {
    assertEquals(ExitCode.OK, run(COLOURED, "", "demo", "--size", "1M", "--seed", "1"));
    assertTrue(text(err).contains("\r" + ESCAPE + "[K  writing 100% |"), text(err));
    err.reset();
    assertEquals(ExitCode.OK, run(PLAIN, "", "demo", "--size", "1M", "--seed", "1"));
    assertFalse(text(err).contains("\r"), text(err));
    assertTrue(text(err).contains("writing: 100 % of 1 MiB\n"), text(err));
  }

  @Test
  void shouldShowTheStateAgainAndAgain() throws Exception {
    CountDownLatch shown = new CountDownLatch(2);
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            out.write(b);
          }

          @Override
          public void flush() {
            shown.countDown();
          }
        };
    Console console = new Console(InputStream.nullInputStream(), counting, err, COLOURED);
    FutureTask<Integer> watch =
        new FutureTask<>(() -> Cli.run(images.args("status", "--watch", "1"), console));
    Thread thread = new Thread(watch);
    thread.start();
    shown.await();
    thread.interrupt();
    assertEquals(ExitCode.OK, watch.get());
    String erase = ESCAPE + "[H" + ESCAPE + "[2J";
    assertTrue(text(out).indexOf(erase) != text(out).lastIndexOf(erase), text(out));
  }
}

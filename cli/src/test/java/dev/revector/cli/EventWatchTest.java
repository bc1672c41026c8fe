package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.Extent;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class EventWatchTest {
  @TempDir Path folder;

  /** What is told of a pair in which this happens, line by line. */
  private List<String> told(boolean json) throws IOException {
    Images images = Images.make(folder, 2 << 20, 4 << 20);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            err,
            Console.Terminals.NONE);
    try (RemapTarget target =
        RemapTarget.builder()
            .main(FileBlockDevice.open(images.main()))
            .spare(FileBlockDevice.open(images.spare()))
            .create()) {
      target.remap(5, 1);
      try (EventWatch watch = EventWatch.start(target, console, json)) {
        watch.connected("local");
        target.remap(8, 3);
        target.markPending(List.of(new Extent(100, 1)), RemapReason.READ_ERROR);
      }
    }
    return err.toString(StandardCharsets.UTF_8).lines().sorted().toList();
  }

  /** A terminal that takes nothing until it is let. */
  private static final class Stuck extends OutputStream {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch let = new CountDownLatch(1);

    @Override
    public void write(int b) throws IOException {
      asked.countDown();
      try {
        let.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void shouldHoldNobodyUpWhenNobodyReads() throws Exception {
    Images images = Images.make(folder, 2 << 20, 4 << 20);
    Stuck err = new Stuck();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            err,
            Console.Terminals.NONE);
    try (RemapTarget target =
            RemapTarget.builder()
                .main(FileBlockDevice.open(images.main()))
                .spare(FileBlockDevice.open(images.spare()))
                .create();
        EventWatch watch = EventWatch.start(target, console, false)) {
      watch.connected("first");
      err.asked.await();
      for (int i = 0; i < 5000; i++) {
        watch.connected("next");
      }
    }
    err.let.countDown();
  }

  @Test
  void shouldTellInWordsWhatHappensMeanwhile() throws IOException {
    List<String> lines = told(false);
    assertEquals("client connected: local", lines.get(0));
    assertEquals("pending sector 100 (read-error)", lines.get(1));
    assertEquals("sectors 8..10 to spare 0", lines.get(2).replaceAll("remapped | at .*", ""));
    assertEquals("the pair is attention", lines.get(3));
    assertEquals(4, lines.size(), lines.toString());
  }

  @Test
  void shouldTellInJsonLines() throws IOException {
    List<String> lines = told(true);
    assertEquals("{\"event\":\"connected\",\"client\":\"local\"}", lines.get(0));
    assertEquals(
        "{\"event\":\"pending\",\"lba\":100,\"count\":1,\"reason\":\"read-error\"}", lines.get(1));
    assertEquals(
        "{\"event\":\"remapped\",\"lba\":8,\"count\":3,\"spare\":0,\"spareSector\":N,"
            + "\"reason\":\"manual\"}",
        lines.get(2).replaceAll("Sector\":\\d+", "Sector\":N"));
    assertEquals("{\"event\":\"state\",\"state\":\"attention\"}", lines.get(3));
  }
}

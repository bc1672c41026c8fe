package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard input that is a file, so that its length is known before anything is written. */
class WriteTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, 4 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
  }

  private void assertRefused(Path input, long skipped, String reason) throws IOException {
    byte[] before = images.content().get(0);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(input.toFile())) {
      in.skipNBytes(skipped);
      int code = Cli.run(images.args("write", "0"), in, OutputStream.nullOutputStream(), err);
      assertEquals(ExitCode.USAGE, code);
    }
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(reason), said);
    assertArrayEquals(before, images.content().get(0));
  }

  @Test
  void shouldWriteNothingOfALongFileThatEndsWithinASector() throws IOException {
    Path file = Files.write(folder.resolve("in"), Images.randomBytes(1, 2 * MIB + 1));
    assertRefused(file, 0, "bytes=2097153");
  }

  @Test
  void shouldCountFromWhereTheFileIsRead() throws IOException {
    Path file = Files.write(folder.resolve("in"), Images.randomBytes(1, 2 * MIB));
    assertRefused(file, 100, "bytes=2097052");
  }

  @Test
  void shouldWriteNothingOfAFileThatGoesBeyondTheEnd() throws IOException {
    Path file = Images.sparse(folder.resolve("in"), 3L << 30);
    assertRefused(file, 0, "beyond the end");
  }
}

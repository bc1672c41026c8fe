package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking over a spare that the kernel module wrote: 100 -> 2, 300 -> 1024, 500 -> 7000. */
class DmRemapTest {
  private static final int SECTORS = 32768;
  private static final int WRITTEN = 1280;

  @TempDir Path folder;
  private Images images;
  private String old;

  @BeforeEach
  void makeDisks() throws IOException {
    images = Images.make(folder, (long) SECTORS * 512, 8 << 20);
    byte[] image = new byte[SECTORS * 512];
    try (InputStream head =
        new GZIPInputStream(DmRemapTest.class.getResourceAsStream("/dm-remap/rcoll.gz"))) {
      assertEquals(WRITTEN * 512, head.readNBytes(image, 0, WRITTEN * 512));
    }
    for (int i = WRITTEN; i < SECTORS; i++) {
      Arrays.fill(image, i * 512, (i + 1) * 512, (byte) (i % 251 + 1));
    }
    old = Files.write(folder.resolve("old.img"), image).toString();
  }

  private static byte[] sector7000() {
    byte[] sector = new byte[512];
    Arrays.fill(sector, (byte) (7000 % 251 + 1));
    return sector;
  }

  private Images inPlace() {
    return new Images(images.main(), Path.of(old));
  }

  @Test
  void shouldCopyToANewSpare() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(old));
    JsonNode done =
        images.run("import", "--from", "dm-remap", old, "--json").expect(ExitCode.LOST).json();
    assertEquals(1, done.get("remapped").asLong());
    assertEquals(2, done.get("lost").asLong());
    assertEquals("valid", done.get("copies").get(0).get("state").asText());
    assertArrayEquals(before, Files.readAllBytes(Path.of(old)));
    assertServed(images);
  }

  @Test
  void shouldConvertInPlace() throws IOException {
    Images pair = inPlace();
    pair.run("import", "--from", "dm-remap", old)
        .expectError(ExitCode.USAGE, "found=a dm-remap spare", "--yes");
    JsonNode done =
        pair.run("import", "--from", "dm-remap", old, "--yes", "--json")
            .expect(ExitCode.LOST)
            .json();
    assertTrue(done.get("inPlace").asBoolean());
    assertServed(pair);
    pair.run("import", "--from", "dm-remap", old, "--yes")
        .expectError(ExitCode.WRONG_DEVICE, "no dm-remap spare");
    pair.run("create").expect(ExitCode.WRONG_DEVICE);
    assertServed(pair);
  }

  private static void assertServed(Images pair) throws IOException {
    assertArrayEquals(sector7000(), pair.run("read", "500", "1").expect(ExitCode.OK).bytes());
    pair.run("read", "100", "1").expect(ExitCode.IO_ERROR);
    pair.run("read", "300", "1").expect(ExitCode.IO_ERROR);
    pair.run("check").expect(ExitCode.OK);
    JsonNode list = pair.run("list", "--json").json().get("remaps");
    assertEquals(
        List.of("100 lost", "300 lost", "500 active"),
        List.of(name(list.get(0)), name(list.get(1)), name(list.get(2))));
  }

  private static String name(JsonNode run) {
    return run.get("lba").asLong() + " " + run.get("state").asText();
  }

  @Test
  void shouldSayInADryRunWhatWouldHappenAndWriteNothing() throws IOException {
    for (Images pair : List.of(images, inPlace())) {
      List<byte[]> before = pair.content();
      Run run = pair.run("import", "--from", "dm-remap", old, "--dry-run", "--json");
      JsonNode plan = run.expect(ExitCode.OK).json();
      assertTrue(plan.get("dryRun").asBoolean());
      assertFalse(plan.has("uuid"));
      assertEquals(5, plan.get("records").asLong());
      assertEquals(3, plan.get("remaps").size());
      assertEquals(2, plan.get("lost").asLong());
      assertTrue(plan.get("remaps").get(0).get("lost").asBoolean());
      assertTrue(run.err().contains("sector 500, in spare sector 7000: kept"), run.err());
      assertArrayEquals(before.get(1), pair.content().get(1));
    }
  }

  @Test
  void shouldRecogniseSuchASpare() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(old));
    String advice = "import --from dm-remap";
    Images pair = inPlace();
    pair.run("create", "--quiet").expectError(ExitCode.WRONG_DEVICE, "a dm-remap spare", advice);
    for (String command : List.of("status", "list", "check")) {
      pair.run(command).expectError(ExitCode.WRONG_DEVICE, "a dm-remap spare", advice);
    }
    Run.of("status", "--spare", old).expectError(ExitCode.WRONG_DEVICE, advice);
    assertArrayEquals(before, Files.readAllBytes(Path.of(old)));
  }

  @Test
  void shouldRefuseOptionsOfTheOtherKind() throws IOException {
    images
        .run("import", "--from", "dm-remap", old, "--remap")
        .expectError(ExitCode.USAGE, "--remap");
    images
        .run("import", "--from", "dm-remap", old, "-b", "4K")
        .expectError(ExitCode.USAGE, "-b and --status");
    for (String option : List.of("--force", "--copies=3")) {
      images
          .run("import", "--from", "badblocks", old, option)
          .expectError(ExitCode.USAGE, "--from dm-remap");
    }
  }

  @Test
  void shouldRefuseWhatDoesNotFit() throws IOException {
    Path small = Images.sparse(folder.resolve("small"), 8 << 20);
    new Images(small, images.spare())
        .run("import", "--from", "dm-remap", old, "--quiet")
        .expectError(ExitCode.WRONG_DEVICE, "expected=32768 sectors", "found=16384");
    Path full = Files.writeString(folder.resolve("full"), "x");
    Images.resize(full, 8 << 20);
    new Images(images.main(), full)
        .run("import", "--from", "dm-remap", old, "--quiet")
        .expectError(ExitCode.WRONG_DEVICE, "not blank", "--force");
    images
        .run("import", "--from", "dm-remap", small.toString(), "--quiet")
        .expectError(ExitCode.WRONG_DEVICE, "no dm-remap spare");
    for (int copy = 0; copy < 5; copy++) {
      Images.overwrite(Path.of(old), copy * 0x20000L + 100, new byte[] {77});
    }
    images
        .run("import", "--from", "dm-remap", old, "--quiet")
        .expectError(ExitCode.METADATA_DAMAGED, "no copy", "DAMAGED");
    assertEquals("x", Files.readString(full, StandardCharsets.US_ASCII).substring(0, 1));
  }
}

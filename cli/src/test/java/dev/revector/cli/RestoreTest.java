package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Images images;
  private Images onNew;
  private byte[] data;
  private String dump;

  @BeforeEach
  void dumpAPair() throws IOException {
    images = Images.make(folder, 4 * MIB, 2 * MIB);
    images.run("create").expect(ExitCode.OK);
    data = Images.randomBytes(1, 8 * Images.SECTOR);
    images.runWithInput(data, "write", "1000").expect(ExitCode.OK);
    images.run("remap", "1000", "8").expect(ExitCode.OK);
    images
        .runWithInput(
            "50\n51\n".getBytes(StandardCharsets.US_ASCII),
            "import",
            "-q",
            "--from",
            "badblocks",
            "-")
        .expect(ExitCode.OK);
    dump = Files.write(folder.resolve("dump"), images.run("dump").bytes()).toString();
    onNew = new Images(images.main(), Images.sparse(folder.resolve("new.img"), MIB));
  }

  /** The dump without what a new pair has anew. */
  private static JsonNode map(Images pair) throws IOException {
    ObjectNode dump = (ObjectNode) pair.run("dump").expect(ExitCode.OK).json();
    for (JsonNode run : dump.get("runs")) {
      ((ObjectNode) run).remove("spareSector");
    }
    dump.remove(
        List.of(
            "uuid", "created", "spares", "placement", "sequence", "epoch", "generation", "live"));
    return dump;
  }

  /** What the dump says of each sector: neighbours may lie together on one spare only. */
  private static Map<Long, String> sectors(Images pair) throws IOException {
    Map<Long, String> sectors = new TreeMap<>();
    for (JsonNode run : pair.run("dump").json().get("runs")) {
      String what = run.get("state") + " " + run.get("reason") + " " + run.get("errors");
      for (int i = 0; i < run.get("count").asInt(); i++) {
        sectors.put(run.get("lba").asLong() + i, what);
      }
    }
    return sectors;
  }

  @Test
  void shouldCopyTheDataToANewSpare() throws IOException {
    byte[] before = Files.readAllBytes(images.spare());
    JsonNode done =
        onNew
            .run("restore", dump, "--data", images.spare().toString(), "--yes", "--json")
            .expect(ExitCode.OK)
            .json();
    assertEquals(8, done.get("remapped").asLong());
    assertEquals(2, done.get("pending").asLong());
    assertEquals(0, done.get("lost").asLong());
    assertEquals(map(images), map(onNew));
    assertArrayEquals(data, onNew.run("read", "1000", "8").expect(ExitCode.OK).bytes());
    onNew.run("read", "50", "1").expect(ExitCode.IO_ERROR);
    onNew.run("check").expect(ExitCode.OK);
    assertArrayEquals(before, Files.readAllBytes(images.spare()));
  }

  @Test
  void shouldTurnSectorsWithoutDataIntoLostOnes() throws IOException {
    Run run = onNew.run("restore", dump, "--yes");
    run.expect(ExitCode.LOST);
    assertTrue(run.err().contains("without --data"), run.err());
    JsonNode list = onNew.run("list", "--json").json();
    assertEquals("lost", list.get("remaps").get(0).get("state").asText());
    assertEquals(2, list.get("pending").get(0).get("count").asLong());
    onNew.run("read", "1000", "1").expect(ExitCode.IO_ERROR);
    onNew.runWithInput(data, "write", "1000").expect(ExitCode.OK);
    assertArrayEquals(data, onNew.run("read", "1000", "8").expect(ExitCode.OK).bytes());
  }

  /** Pairs with a random history: the map and every readable sector come back. */
  @ParameterizedTest
  @CsvSource({"1, 512", "2, 4096", "3, 4096"})
  void shouldBringBackWhatWasThere(int seed, int block) throws IOException {
    Random random = new Random(seed);
    Path folderOfPair = Files.createDirectory(folder.resolve("pair"));
    Images pair = Images.make(folderOfPair, 256 << 10, 4 * MIB);
    pair.run("create", "--physical-block", String.valueOf(block)).expect(ExitCode.OK);
    for (int i = 0; i < 12; i++) {
      String lba = String.valueOf(random.nextInt(480));
      byte[] bytes = Images.randomBytes(i, (1 + random.nextInt(20)) * Images.SECTOR);
      switch (random.nextInt(3)) {
        case 0 -> pair.run("remap", lba, String.valueOf(bytes.length / Images.SECTOR));
        case 1 -> {
          String list = Files.writeString(folder.resolve("list"), lba + "\n").toString();
          pair.run("import", "--from", "badblocks", list, "-q").expect(ExitCode.OK);
        }
        default -> pair.runWithInput(bytes, "write", lba).expect(ExitCode.OK);
      }
    }
    String file = Files.write(folder.resolve("d"), pair.run("dump").bytes()).toString();
    Images restored = new Images(pair.main(), Images.sparse(folder.resolve("r"), 4 * MIB));
    int code = pair.run("status", "--json").json().get("lost").asLong() > 0 ? 5 : 0;
    restored.run("restore", file, "--yes", "--data", pair.spare().toString()).expect(code);
    assertEquals(sectors(pair), sectors(restored));
    for (int lba = 0; lba < 512; lba += 8) {
      String at = String.valueOf(lba);
      byte[] whole = pair.run("read", at, "8").bytes();
      assertArrayEquals(whole, restored.run("read", at, "8").bytes(), "lba=" + lba);
    }
    restored.run("check").expect(ExitCode.OK);
  }

  /** What a spare is for whose metadata was overwritten: the data is still in its slots. */
  @Test
  void shouldPutMetadataAroundTheDataThatIsLeft() throws IOException {
    JsonNode before = map(images);
    JsonNode pair = images.run("dump").json();
    for (JsonNode copy : pair.get("placement").get("copies")) {
      for (JsonNode extent : copy.get("extents")) {
        int length = Math.toIntExact(extent.get("sectors").asLong() * Images.SECTOR);
        long offset = extent.get("sector").asLong() * Images.SECTOR;
        Images.overwrite(images.spare(), offset, new byte[length]);
      }
    }
    images.run("status").expect(ExitCode.METADATA_DAMAGED);
    String spare = images.spare().toString();
    JsonNode done =
        images.run("restore", dump, "--data", spare, "--yes", "--json").expect(ExitCode.OK).json();
    assertTrue(done.get("inPlace").asBoolean());
    assertEquals(before, map(images));
    long slot = pair.get("runs").get(1).get("spareSector").asLong();
    assertEquals(slot, images.run("dump").json().get("runs").get(1).get("spareSector").asLong());
    assertArrayEquals(data, images.run("read", "1000", "8").expect(ExitCode.OK).bytes());
    images.run("check").expect(ExitCode.OK);
  }

  @Test
  void shouldWriteNothingInADryRunNorWithoutConsent() throws IOException {
    List<byte[]> before = onNew.content();
    JsonNode plan = onNew.run("restore", dump, "--dry-run", "--json").expect(ExitCode.OK).json();
    assertTrue(plan.get("dryRun").asBoolean());
    assertFalse(plan.has("uuid"));
    assertEquals(8, plan.get("lost").asLong());
    onNew.run("restore", dump, "-q").expectError(ExitCode.USAGE, "--yes");
    String same = images.spare().toString();
    images
        .run("restore", dump, "-q", "--yes", "--data", same)
        .expectError(ExitCode.WRONG_DEVICE, "a revector pair", "--force");
    new Images(Images.sparse(folder.resolve("small"), MIB), onNew.spare())
        .run("restore", dump, "-q", "--yes")
        .expectError(ExitCode.WRONG_DEVICE, "expected=8192 sectors", "found=2048");
    assertArrayEquals(before.get(0), onNew.content().get(0));
    assertArrayEquals(before.get(1), onNew.content().get(1));
  }

  @ParameterizedTest
  @CsvSource({"'{', 1", "'{\n\"schema\":1}', 1", "'{\"schema\":1,\n\"runs\":[\n7]}', 3", "x, 1"})
  void shouldNameTheLineOfAMalformedDump(String text, int line) throws IOException {
    List<byte[]> before = onNew.content();
    String bad = Files.writeString(folder.resolve("bad"), text).toString();
    onNew
        .run("restore", bad, "--yes", "-q")
        .expectError(ExitCode.USAGE, "path=" + bad, "line=" + line + ",", "nothing was changed");
    assertArrayEquals(before.get(1), onNew.content().get(1));
  }

  @Test
  void shouldRefuseASpareWithTooFewSlots() throws IOException {
    String big = Files.readString(Path.of(dump)).replace("\"count\" : 8", "\"count\" : 4000");
    String file = Files.writeString(folder.resolve("big"), big).toString();
    onNew.run("restore", file, "--yes", "-q").expectError(ExitCode.LOST, "larger spare");
    Run.of("status", "--spare", onNew.spare().toString()).expect(ExitCode.WRONG_DEVICE);
  }
}

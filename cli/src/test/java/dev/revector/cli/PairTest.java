package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairTest {
  private static final int MIB = 1 << 20;
  private static final int SECTOR = Images.SECTOR;

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, 8 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
  }

  @Test
  void shouldShowTheStateAsDocumented() throws IOException {
    JsonNode status = images.run("status", "--json").expect(ExitCode.OK).json();
    assertEquals("healthy", status.get("state").asText());
    UUID.fromString(status.get("uuid").asText());
    JsonNode main = status.get("main");
    assertEquals(images.main().toString(), main.get("path").asText());
    assertEquals(8 * MIB / SECTOR, main.get("sectors").asLong());
    assertEquals(SECTOR, main.get("sectorSize").asInt());
    assertEquals(SECTOR, main.get("physicalBlockSize").asInt());
    JsonNode spare = status.get("spares").get(0);
    assertEquals(images.spare().toString(), spare.get("path").asText());
    assertEquals(4 * MIB / SECTOR, spare.get("sectors").asLong());
    assertEquals(SECTOR, spare.get("slotSize").asInt());
    assertEquals(0, spare.get("used").asLong());
    assertEquals(0, spare.get("retired").asLong());
    assertTrue(spare.get("free").asLong() > 4 * MIB / SECTOR / 2);
    assertTrue(spare.get("slots").asLong() >= spare.get("free").asLong());
    assertTrue(spare.get("reservedSectors").asLong() > 0);
    assertEquals("geometric", status.get("placement").get("strategy").asText());
    JsonNode copies = status.get("placement").get("copies");
    assertEquals(5, copies.size());
    for (int i = 0; i < 5; i++) {
      assertEquals(i, copies.get(i).get("index").asInt());
      assertEquals("valid", copies.get(i).get("state").asText());
      assertEquals(status.get("sequence").asLong(), copies.get(i).get("sequence").asLong());
      JsonNode extent = copies.get(i).get("extents").get(0);
      assertEquals(0, extent.get("spare").asInt());
      assertTrue(extent.get("sector").isIntegralNumber());
      assertTrue(extent.get("sectors").asLong() > 0);
    }
    assertFalse(status.get("live").asBoolean(true));
    assertEquals(100, status.get("health").asInt());
    for (String count : List.of("remaps", "remappedSectors", "pending", "lost")) {
      assertEquals(0, status.get(count).asLong(-1), count);
    }
  }

  @Test
  void shouldShowTheStateOfASpareAlone() throws IOException {
    String spare = images.spare().toString();
    JsonNode status = Run.of("status", "--json", "--spare", spare).expect(ExitCode.OK).json();
    assertEquals("", status.get("main").get("path").asText());
    assertEquals(8 * MIB / SECTOR, status.get("main").get("sectors").asLong());
    String text = Run.of("status", "--spare", spare).expect(ExitCode.OK).out();
    assertTrue(text.startsWith("state     healthy"), text);
    assertFalse(text.contains("\u001b"), text);
    assertEquals("", Run.of("status", "--quiet", "--spare", spare).expect(ExitCode.OK).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "list", "dump", "check"})
  void shouldChangeNothingByLooking(String command) throws IOException {
    List<byte[]> before = images.content();
    images.run(command, "--json").expect(ExitCode.OK);
    List<byte[]> after = images.content();
    assertArrayEquals(before.get(0), after.get(0));
    assertArrayEquals(before.get(1), after.get(1));
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    byte[] data = Images.randomBytes(1, 3 * MIB + SECTOR);
    Run write = images.runWithInput(data, "write", "100").expect(ExitCode.OK);
    assertTrue(write.out().contains(images.main().toString()), write.out());
    String count = Integer.toString(data.length / SECTOR);
    assertArrayEquals(data, images.run("read", "100", count).expect(ExitCode.OK).bytes());
    assertArrayEquals(data, images.run("read", "0x64", count).expect(ExitCode.OK).bytes());
    assertArrayEquals(data, Images.part(images.main(), 100 * SECTOR, data.length));
  }

  @Test
  void shouldWriteNoPartOfASector() throws IOException {
    List<byte[]> before = images.content();
    images
        .runWithInput(new byte[SECTOR + 1], "write", "--quiet", "0")
        .expectError(ExitCode.USAGE, "bytes=513");
    images.runWithInput(new byte[0], "write", "0").expect(ExitCode.USAGE);
    assertArrayEquals(before.get(0), images.content().get(0));
  }

  @Test
  void shouldRefuseRequestsBeyondTheEnd() throws IOException {
    byte[] before = images.content().get(0);
    String last = Integer.toString(8 * MIB / SECTOR - 1);
    String end = Integer.toString(8 * MIB / SECTOR);
    images.run("read", last, "2").expectError(ExitCode.USAGE);
    images.run("read", "0", "0").expectError(ExitCode.USAGE);
    images.run("read", "0", "9223372036854775807").expectError(ExitCode.USAGE);
    images.run("remap", last, "2").expectError(ExitCode.USAGE);
    images.run("unmap", end).expectError(ExitCode.USAGE);
    byte[] two = Images.randomBytes(1, 2 * SECTOR);
    images.runWithInput(two, "write", end).expectError(ExitCode.USAGE);
    images.runWithInput(two, "write", "--quiet", last).expectError(ExitCode.USAGE);
    byte[] many = Images.randomBytes(1, 3 * MIB);
    images.runWithInput(many, "write", "--quiet", "12288").expectError(ExitCode.USAGE);
    assertArrayEquals(before, images.content().get(0));
  }

  @Test
  void shouldServeRemappedSectorsFromTheSpare() throws IOException {
    byte[] data = Images.randomBytes(2, 16 * SECTOR);
    images.runWithInput(data, "write", "64").expect(ExitCode.OK);
    JsonNode change = images.run("remap", "68", "4", "--json").expect(ExitCode.OK).json();
    assertEquals("remap", change.get("action").asText());
    assertEquals(4, change.get("remaps").get(0).get("count").asInt());
    Images.overwrite(images.main(), 68 * SECTOR, new byte[4 * SECTOR]);
    assertArrayEquals(data, images.run("read", "64", "16").expect(ExitCode.OK).bytes());

    JsonNode list = images.run("list", "--json").expect(ExitCode.OK).json();
    assertEquals(1, list.get("remaps").size());
    JsonNode run = list.get("remaps").get(0);
    assertEquals(68, run.get("lba").asLong());
    assertEquals(4, run.get("count").asInt());
    assertEquals(0, run.get("spare").asInt());
    assertEquals("manual", run.get("reason").asText());
    assertEquals("active", run.get("state").asText());
    assertEquals(0, run.get("errors").asInt());
    Instant.parse(run.get("time").asText());
    assertEquals(0, list.get("pending").size());
    long slot = run.get("spareSector").asLong();
    assertArrayEquals(
        Arrays.copyOfRange(data, 4 * SECTOR, 8 * SECTOR),
        Images.part(images.spare(), slot * SECTOR, 4 * SECTOR));

    JsonNode status = images.run("status", "--json").expect(ExitCode.OK).json();
    assertEquals(1, status.get("remaps").asLong());
    assertEquals(4, status.get("remappedSectors").asLong());
    assertEquals(4, status.get("spares").get(0).get("used").asLong());
  }

  @Test
  void shouldMoveReleasedSectorsBack() throws IOException {
    byte[] data = Images.randomBytes(3, 4 * SECTOR);
    images.runWithInput(data, "write", "64").expect(ExitCode.OK);
    images.run("remap", "64", "4").expect(ExitCode.OK);
    Images.overwrite(images.main(), 64 * SECTOR, new byte[4 * SECTOR]);
    images.run("unmap", "65", "2").expect(ExitCode.OK);
    byte[] main = Images.part(images.main(), 64 * SECTOR, 4 * SECTOR);
    assertArrayEquals(new byte[SECTOR], Arrays.copyOfRange(main, 0, SECTOR));
    assertArrayEquals(
        Arrays.copyOfRange(data, SECTOR, 3 * SECTOR), Arrays.copyOfRange(main, SECTOR, 3 * SECTOR));
    assertArrayEquals(data, images.run("read", "64", "4").expect(ExitCode.OK).bytes());
    JsonNode list = images.run("list", "--json").expect(ExitCode.OK).json();
    assertEquals(2, list.get("remaps").size());
    images.run("unmap", "0", "16384").expect(ExitCode.OK);
    assertEquals(0, images.run("list", "--json").json().get("remaps").size());
    assertArrayEquals(data, Images.part(images.main(), 64 * SECTOR, data.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"remap", "unmap", "write"})
  void shouldChangeNothingInADryRun(String command) throws IOException {
    images.run("remap", "8").expect(ExitCode.OK);
    List<byte[]> before = images.content();
    byte[] input = Images.randomBytes(4, SECTOR);
    Run run = images.runWithInput(input, command, "--dry-run", "--json", "8").expect(ExitCode.OK);
    assertTrue(run.json().get("dryRun").asBoolean());
    assertEquals(images.main().toString(), run.json().get("main").get("path").asText());
    assertTrue(run.err().contains(images.spare().toString()), run.err());
    List<byte[]> after = images.content();
    assertArrayEquals(before.get(0), after.get(0));
    assertArrayEquals(before.get(1), after.get(1));
  }

  @Test
  void shouldDumpAllMetadata() throws IOException {
    images.run("remap", "8", "3").expect(ExitCode.OK);
    JsonNode dump = images.run("dump").expect(ExitCode.OK).json();
    JsonNode status = images.run("status", "--json").json();
    for (String same : List.of("uuid", "sequence", "live")) {
      assertEquals(status.get(same), dump.get(same), same);
    }
    assertEquals(status.get("placement").get("copies"), dump.get("placement").get("copies"));
    assertTrue(dump.get("epoch").asLong() > 0);
    assertTrue(dump.get("generation").isIntegralNumber());
    Instant.parse(dump.get("created").asText());
    JsonNode run = dump.get("runs").get(0);
    assertEquals("mapped", run.get("state").asText());
    assertEquals(8, run.get("lba").asLong());
    assertEquals(3, run.get("count").asInt());
  }

  @Test
  void shouldFindAndMendADamagedCopy() throws IOException {
    images.run("remap", "8", "3").expect(ExitCode.OK);
    assertEquals(
        "clean", images.run("check", "--json").expect(ExitCode.OK).json().get("state").asText());
    JsonNode copies = images.run("status", "--json").json().get("placement").get("copies");
    JsonNode extent = copies.get(2).get("extents").get(0);
    Images.overwrite(
        images.spare(),
        extent.get("sector").asLong() * SECTOR,
        Images.randomBytes(5, extent.get("sectors").asInt() * SECTOR));

    byte[] damaged = images.content().get(1);
    JsonNode status = images.run("status", "--json").expect(ExitCode.ATTENTION).json();
    assertEquals("degraded", status.get("state").asText());
    JsonNode check = images.run("check", "--json").expect(ExitCode.ATTENTION).json();
    assertEquals("damaged", check.get("state").asText());
    assertEquals(2, check.get("findings").get(0).get("copy").asInt());
    assertArrayEquals(damaged, images.content().get(1), "a check writes nothing");

    Run repair = images.run("check", "--repair", "--json").expect(ExitCode.OK);
    assertEquals("repaired", repair.json().get("state").asText());
    assertTrue(repair.json().get("findings").size() > 0);
    images.run("check").expect(ExitCode.OK);
    images.run("status").expect(ExitCode.OK);
    assertEquals(1, images.run("list", "--json").json().get("remaps").size());
  }

  @Test
  void shouldRepairOnlyWithBothDisks() {
    Run.of("check", "--repair", "--spare", images.spare().toString())
        .expectError(ExitCode.USAGE, "--main");
  }
}

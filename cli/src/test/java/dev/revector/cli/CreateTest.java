package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDeviceProvider;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTest {
  private static final int MIB = 1 << 20;
  private static final int SECTOR = Images.SECTOR;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "36K, minimal, 1",
    "48K, minimal, 1",
    "64K, minimal, 2",
    "256K, minimal, 2",
    "512K, linear, 3",
    "1M, linear, 3",
    "2M, linear, 4",
    "3M, linear, 4",
    "4M, geometric, 5",
    "8M, geometric, 5",
    "64M, geometric, 5",
    "1T, geometric, 5"
  })
  void shouldServeASpareOfAnySize(String size, String strategy, int copies) throws IOException {
    Images images = Images.make(folder, MIB, Sizes.parse(size));
    Run create =
        images.run("create", "--json", "--min-copies", Integer.toString(Math.min(copies, 2)));
    JsonNode placement = create.expect(ExitCode.OK).json().get("placement");
    assertEquals(strategy, placement.get("strategy").asText());
    assertEquals(copies, placement.get("copies").size());
    JsonNode status = images.run("status", "--json").expect(ExitCode.OK).json();
    assertEquals(strategy, status.get("placement").get("strategy").asText());
    assertEquals(copies, status.get("placement").get("copies").size());

    byte[] data = Images.randomBytes(1, 4 * SECTOR);
    images.runWithInput(data, "write", "10").expect(ExitCode.OK);
    images.run("remap", "10", "4").expect(ExitCode.OK);
    Images.overwrite(images.main(), 10 * SECTOR, new byte[4 * SECTOR]);
    assertArrayEquals(data, images.run("read", "10", "4").expect(ExitCode.OK).bytes());
    images.run("check").expect(ExitCode.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"36K", "48K", "65024"})
  void shouldMakeOneCopyOnlyWhenAskedTo(String size) throws IOException {
    Images images = Images.make(folder, MIB, Sizes.parse(size));
    images.run("create").expectError(ExitCode.CANNOT_OPEN, "at least 65536 bytes");
    images.run("create", "--copies", "1").expect(ExitCode.OK);
  }

  @Test
  void shouldTakeOneBoundOfTheCopiesAlone() throws IOException {
    Images images = Images.make(folder, MIB, 8 * MIB);
    images
        .run("create", "--min-copies", "6")
        .expectError(ExitCode.CANNOT_OPEN, "copies=5, minimum=6", "name the number of copies");
    images.run("create", "--copies", "6", "--dry-run").expect(ExitCode.OK);
    Run one = images.run("create", "--max-copies", "1", "--dry-run", "--json");
    assertEquals(1, one.expect(ExitCode.OK).json().get("placement").get("copies").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "4K", "35K", "36352"})
  void shouldNameTheMinimumToATooSmallSpare(String size) throws IOException {
    Images images = Images.make(folder, MIB, Sizes.parse(size));
    images.run("create", "--min-copies", "1").expectError(ExitCode.CANNOT_OPEN, "36864");
  }

  @Test
  void shouldPrintThePlanFirst() throws IOException {
    Images images = Images.make(folder, MIB, 4 * MIB);
    byte[] before = images.content().get(1);
    Run run = images.run("create", "--dry-run").expect(ExitCode.OK);
    for (String part :
        new String[] {
          images.main().toString(),
          images.spare().toString(),
          "1 MiB",
          "4 MiB",
          "geometric",
          "slots"
        }) {
      assertTrue(run.out().contains(part), run.out());
    }
    assertArrayEquals(before, images.content().get(1));
    Run json = images.run("create", "--dry-run", "--json").expect(ExitCode.OK);
    assertTrue(json.json().get("dryRun").asBoolean());
    assertFalse(json.json().has("uuid"));
  }

  @Test
  void shouldKeepWhatMainHolds() throws IOException {
    Images images = Images.make(folder, MIB, 4 * MIB);
    byte[] data = Images.randomBytes(1, MIB);
    Images.overwrite(images.main(), 0, data);
    images.run("create").expect(ExitCode.OK);
    assertArrayEquals(data, images.run("read", "0", "2048").expect(ExitCode.OK).bytes());
  }

  @Test
  void shouldNotOverwriteUnasked() throws IOException {
    Images images = Images.make(folder, MIB, 4 * MIB);
    Images.overwrite(images.spare(), 0x438, new byte[] {0x53, (byte) 0xEF});
    byte[] before = images.content().get(1);
    images.run("create").expectError(ExitCode.WRONG_DEVICE, "ext2", "--force");
    images.run("create", "--yes").expectError(ExitCode.WRONG_DEVICE, "--force");
    images.run("create", "--force").expectError(ExitCode.USAGE, "--yes");
    images.run("create", "--dry-run", "--force").expect(ExitCode.OK);
    assertArrayEquals(before, images.content().get(1));
    JsonNode created =
        images.run("create", "--force", "--yes", "--json").expect(ExitCode.OK).json();
    assertTrue(created.get("overwrites").asText().contains("ext2"));
    images.run("create").expectError(ExitCode.WRONG_DEVICE);
    images.run("status").expect(ExitCode.OK);
  }

  @Test
  void shouldRefuseASpareOfUnknownData() throws IOException {
    Images images = Images.make(folder, MIB, 4 * MIB);
    Images.overwrite(images.spare(), 0, Images.randomBytes(1, 4 * MIB));
    images.run("create").expectError(ExitCode.WRONG_DEVICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"geometric", "linear", "minimal", "fixed"})
  void shouldTakeTheStrategyAskedFor(String strategy) throws IOException {
    Images images = Images.make(folder, MIB, 16 * MIB);
    images.run("create", "--strategy", strategy).expect(ExitCode.OK);
    JsonNode status = images.run("status", "--json").expect(ExitCode.OK).json();
    assertEquals(strategy, status.get("placement").get("strategy").asText());
  }

  @Test
  void shouldPutCopiesWhereAskedTo() throws IOException {
    Images images = Images.make(folder, MIB, 16 * MIB);
    images.run("create", "--at", "2048,8192,0x5000").expect(ExitCode.OK);
    JsonNode placement = images.run("status", "--json").json().get("placement");
    assertEquals("custom", placement.get("strategy").asText());
    assertEquals(3, placement.get("copies").size());
    JsonNode second = placement.get("copies").get(1).get("extents").get(0);
    assertEquals(8192, second.get("sector").asLong());
  }

  @Test
  void shouldRefusePlacesBeyondTheSpare() throws IOException {
    Images images = Images.make(folder, MIB, 16 * MIB);
    byte[] before = images.content().get(1);
    for (String place : new String[] {"32768", "0x80000000000008", "0x7ffffffffffffff8"}) {
      images
          .run("create", "--at", "2048," + place, "--quiet")
          .expectError(ExitCode.USAGE, "does not fit into the spare", "take a start from 0 to");
    }
    images.run("create", "--at", "2048,8193").expectError(ExitCode.USAGE, "sector=8193");
    assertArrayEquals(before, images.content().get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "1M, --strategy fixed",
    "4M, --min-distance 1M",
    "1M, --strategy linear --copies 4 --min-distance 400K"
  })
  void shouldCallASpareTooSmallForItsCopies(String size, String options) throws IOException {
    Images images = Images.make(folder, MIB, Sizes.parse(size));
    images
        .run("create", options.split(" "))
        .expectError(ExitCode.CANNOT_OPEN, images.spare().toString(), "larger spare");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--strategy fixed --copies 6", "--at 2048,2056", "--min-distance 8000T"})
  void shouldRefuseWhatNoSpareCouldDo(String options) throws IOException {
    Images images = Images.make(folder, MIB, 16 * MIB);
    images.run("create", options.split(" ")).expectError(ExitCode.USAGE);
  }

  @Test
  void shouldNameTheStrategiesItKnows() throws IOException {
    Images images = Images.make(folder, MIB, 4 * MIB);
    images
        .run("create", "--strategy", "random")
        .expectError(ExitCode.USAGE, "geometric", "linear", "minimal", "fixed", "custom");
  }

  @Test
  void shouldRememberThePhysicalBlockSize() throws IOException {
    Images images = Images.make(folder, 8 * MIB, 32 * MIB);
    images.run("create", "--physical-block", "4096").expect(ExitCode.OK);
    JsonNode status = images.run("status", "--json").expect(ExitCode.OK).json();
    assertEquals(4096, status.get("main").get("physicalBlockSize").asInt());
    assertEquals(4096, status.get("spares").get(0).get("slotSize").asInt());
    assertEquals(5, status.get("placement").get("copies").size());
    byte[] data = Images.randomBytes(1, 8 * SECTOR);
    images.runWithInput(data, "write", "80").expect(ExitCode.OK);
    images.run("remap", "83").expect(ExitCode.OK);
    Images.overwrite(images.main(), 80 * SECTOR, new byte[8 * SECTOR]);
    assertArrayEquals(data, images.run("read", "80", "8").expect(ExitCode.OK).bytes());
    assertEquals(8, images.run("status", "--json").json().get("remappedSectors").asInt());
    Run.of("status", "--spare", images.spare().toString()).expect(ExitCode.OK);
    images.run("check", "--repair").expect(ExitCode.OK);
  }

  /** As a disk of 512-byte sectors and 4 KiB blocks is, with an image beside it. */
  @Test
  void shouldLetASpareBeWhatItIs() throws IOException {
    Images images = Images.make(folder, 8 * MIB, 10_000_000 + SECTOR);
    FileBlockDeviceProvider files = new FileBlockDeviceProvider();
    for (Path spare : List.of(images.spare(), Path.of(images.spare() + "@512+9M"))) {
      boolean part = !spare.equals(images.spare());
      OpenMode mode = new OpenMode(true, part ? 512 : 0, part ? 9 * MIB : -1, 512);
      RemapTarget.builder()
          .main(files.open(images.main(), new OpenMode(true, 0, -1, 4096)))
          .spare(files.open(images.spare(), mode))
          .force(true)
          .create()
          .close();
      Images pair = new Images(images.main(), spare);
      pair.run("status").expect(ExitCode.OK);
      pair.run("remap", "83").expect(ExitCode.OK);
      pair.run("read", "80", "8").expect(ExitCode.OK);
      JsonNode status = Run.of("status", "--json", "--spare", "" + spare).expect(0).json();
      assertEquals(8, status.get("remappedSectors").asInt());
      String dump = Files.write(folder.resolve("d"), pair.run("dump").bytes()).toString();
      pair.run("restore", dump, "--yes", "--force", "--data", "" + spare).expect(ExitCode.OK);
      pair.run("read", "80", "8").expect(ExitCode.OK);
    }
  }

  @Test
  void shouldLiveOnPartsOfOneFile() throws IOException {
    Path disk = Images.sparse(folder.resolve("disk"), 8 * MIB);
    Images images = new Images(Path.of(disk + "@1M+3M"), Path.of(disk + "@4M+4194304"));
    images.run("create").expect(ExitCode.OK);
    byte[] data = Images.randomBytes(1, SECTOR);
    images.runWithInput(data, "write", "0").expect(ExitCode.OK);
    assertArrayEquals(data, Images.part(disk, MIB, SECTOR));
    assertArrayEquals(new byte[MIB], Images.part(disk, 0, MIB));
    images.run("status").expect(ExitCode.OK);
  }

  @Test
  void shouldRefuseDisksThatOverlap() throws IOException {
    Path disk = Images.sparse(folder.resolve("disk"), 8 * MIB);
    byte[] before = Files.readAllBytes(disk);
    new Images(disk, disk).run("create").expectError(ExitCode.WRONG_DEVICE, "overlap");
    Images overlapping = new Images(Path.of(disk + "@0+5M"), Path.of(disk + "@4M+4M"));
    overlapping.run("create").expectError(ExitCode.WRONG_DEVICE, "overlap");
    assertArrayEquals(before, Files.readAllBytes(disk));
  }
}

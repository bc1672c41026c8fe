package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongDeviceTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, 2 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
    images.run("remap", "8", "3").expect(ExitCode.OK);
  }

  /** Every command refuses these disks, and leaves them as they are. */
  private static void expectRefusal(Images disks, int code, String... words) throws IOException {
    List<byte[]> before = disks.content();
    for (String command : List.of("status", "list", "dump", "check")) {
      disks.run(command).expectError(code, words);
    }
    disks.run("check", "--repair").expectError(code, words);
    disks.run("read", "0", "1").expectError(code, words);
    disks.run("remap", "0").expectError(code, words);
    disks.run("unmap", "8").expectError(code, words);
    disks.runWithInput(new byte[512], "write", "0").expectError(code, words);
    List<byte[]> after = disks.content();
    assertArrayEquals(before.get(0), after.get(0));
    assertArrayEquals(before.get(1), after.get(1));
  }

  @Test
  void shouldRefuseABlankSpare() throws IOException {
    Path blank = Images.sparse(folder.resolve("blank"), 4 * MIB);
    expectRefusal(new Images(images.main(), blank), ExitCode.WRONG_DEVICE, blank.toString());
  }

  @Test
  void shouldRefuseASpareOfRandomData() throws IOException {
    Path random = Files.write(folder.resolve("random"), Images.randomBytes(1, 4 * MIB));
    expectRefusal(new Images(images.main(), random), ExitCode.WRONG_DEVICE, random.toString());
  }

  @Test
  void shouldRefuseSwappedDisks() throws IOException {
    expectRefusal(new Images(images.spare(), images.main()), ExitCode.WRONG_DEVICE);
  }

  @Test
  void shouldRefuseASpareAsItsOwnMain() throws IOException {
    expectRefusal(new Images(images.spare(), images.spare()), ExitCode.WRONG_DEVICE);
  }

  @Test
  void shouldRefuseAnotherDiskOfTheSameSizeByName() throws IOException {
    Path other = Images.sparse(folder.resolve("other"), 2 * MIB);
    expectRefusal(
        new Images(other, images.spare()),
        ExitCode.WRONG_DEVICE,
        other.toString(),
        "expected=file:",
        "found=file:",
        "--accept-main",
        "give the spare alone");
    for (String look : new String[] {"status", "list", "check", "dump"}) {
      Run.of(look, "--spare", images.spare().toString()).expect(ExitCode.OK);
    }
  }

  @Test
  void shouldAcceptAnotherMainWhenToldAndRememberItWhenWriting() throws IOException {
    byte[] data = Images.randomBytes(2, 512);
    images.runWithInput(data, "write", "5").expect(ExitCode.OK);
    Path copy = Files.copy(images.main(), folder.resolve("copy"));
    Images moved = new Images(copy, images.spare());
    byte[] before = Files.readAllBytes(images.spare());
    moved.run("status", "--accept-main").expect(ExitCode.OK);
    assertArrayEquals(before, Files.readAllBytes(images.spare()));
    moved.run("remap", "20", "--accept-main").expect(ExitCode.OK);
    assertArrayEquals(data, moved.run("read", "5", "1").expect(ExitCode.OK).bytes());
    images.run("read", "5", "1").expectError(ExitCode.WRONG_DEVICE, images.main().toString());
  }

  @Test
  void shouldRefuseASmallerMain() throws IOException {
    Path other = Images.sparse(folder.resolve("other"), MIB);
    expectRefusal(new Images(other, images.spare()), ExitCode.WRONG_DEVICE, "4096", "2048");
  }

  @Test
  void shouldKeepTheOldSizeOfAGrownMain() throws IOException {
    Images.resize(images.main(), 3 * MIB);
    images.run("read", "4095", "1").expect(ExitCode.OK);
    images.run("read", "4096", "1").expectError(ExitCode.USAGE);
    assertEquals(4096, images.run("status", "--json").json().get("main").get("sectors").asLong());
  }

  @Test
  void shouldRefuseAShrunkMain() throws IOException {
    Images.resize(images.main(), MIB);
    expectRefusal(images, ExitCode.WRONG_DEVICE);
  }

  @Test
  void shouldRefuseAShrunkSpare() throws IOException {
    Images.resize(images.spare(), 3 * MIB);
    expectRefusal(images, ExitCode.WRONG_DEVICE);
  }

  @Test
  void shouldRefuseASpareCutDownToAFewSectors() throws IOException {
    Images.resize(images.spare(), 4096);
    expectRefusal(images, ExitCode.WRONG_DEVICE);
  }

  @Test
  void shouldRefuseAnEmptyFile() throws IOException {
    Images.resize(images.spare(), 0);
    expectRefusal(images, ExitCode.CANNOT_OPEN, images.spare().toString());
  }

  @Test
  void shouldRefuseAnAbsentMain() {
    Path absent = folder.resolve("absent");
    new Images(absent, images.spare())
        .run("status")
        .expectError(ExitCode.CANNOT_OPEN, absent.toString());
  }

  @Test
  void shouldTellDamagedMetadataFromAWrongDevice() throws IOException {
    JsonNode copies = images.run("status", "--json").json().get("placement").get("copies");
    for (JsonNode copy : copies) {
      JsonNode extent = copy.get("extents").get(0);
      long kept = 4;
      Images.overwrite(
          images.spare(),
          (extent.get("sector").asLong() + kept) * Images.SECTOR,
          Images.randomBytes(1, (int) (extent.get("sectors").asLong() - kept) * Images.SECTOR));
    }
    expectRefusal(images, ExitCode.METADATA_DAMAGED);
    images.run("create").expectError(ExitCode.WRONG_DEVICE, "--force");
  }
}

package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spare that is too large to be searched for the sake of a look, with copies anywhere. */
class LargeSpareTest {
  private static final int MIB = 1 << 20;
  private static final long SPARE_BYTES = (16L << 30) + MIB;

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void make() throws IOException {
    images = Images.make(folder, 8 * MIB, SPARE_BYTES);
  }

  @Test
  void shouldBeSearchedByWhatWrites() {
    images.run("create", "--at", "24000,64000").expect(ExitCode.OK);
    byte[] data = Images.randomBytes(1, Images.SECTOR);
    images.runWithInput(data, "write", "10").expect(ExitCode.OK);
    images.run("remap", "10").expect(ExitCode.OK);
    assertArrayEquals(data, images.run("read", "10", "1").expect(ExitCode.OK).bytes());
  }

  @Test
  void shouldBeSearchedByARepairOnly() {
    images.run("create", "--at", "24000,64000").expect(ExitCode.OK);
    for (String command : new String[] {"status", "check"}) {
      images
          .run(command)
          .expectError(ExitCode.WRONG_DEVICE, "check --repair searches the whole device");
    }
    images.run("check", "--repair", "--dry-run").expectError(ExitCode.WRONG_DEVICE);
    images.run("check", "--repair").expect(ExitCode.OK);
  }

  @Test
  void shouldTakeAList() throws IOException {
    images.run("create", "--at", "24000,64000").expect(ExitCode.OK);
    String list = Files.writeString(folder.resolve("list"), "7\n").toString();
    images
        .run("import", "--from", "badblocks", "-b", "512", list, "--dry-run")
        .expectError(ExitCode.WRONG_DEVICE);
    images.run("import", "--from", "badblocks", "-b", "512", list).expect(ExitCode.OK);
    images.run("read", "7", "1").expect(ExitCode.IO_ERROR);
  }

  @Test
  void shouldBeOpenedWithTheBlockSizeOfItsPair() throws IOException {
    images.run("create", "--at", "24000,64000", "--physical-block", "4096").expect(ExitCode.OK);
    JsonNode change = images.run("remap", "83", "--json").expect(ExitCode.OK).json();
    assertEquals(4096, change.get("main").get("physicalBlockSize").asInt());
    assertEquals(8, change.get("remaps").get(0).get("count").asInt());
  }
}

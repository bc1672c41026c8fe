package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import dev.revector.cli.demo.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair with three pending sectors, 5000 to 5002, of which the metadata knows. */
class UnreadableTest {
  private static final int MIB = 1 << 20;
  private static final int SECTOR = Images.SECTOR;

  @TempDir Path folder;
  private Images images;
  private final byte[] data = Images.randomBytes(1, 3 * MIB);

  @BeforeEach
  void createPending() throws IOException {
    images = Images.make(folder, 8 * MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
    images.runWithInput(data, "write", "0").expect(ExitCode.OK);
    try (BlockDevice main = Simulation.failing(images.main(), folder.resolve("bad"), 5000, 3);
        BlockDevice spare = Simulation.open(images.spare());
        RemapTarget target = RemapTarget.builder().main(main).spare(spare).open()) {
      assertThrows(
          UnreadableSectorException.class,
          () -> target.read(4996, ByteBuffer.allocate(16 * SECTOR)));
    }
  }

  @Test
  void shouldReadAllOrNothing() {
    Run small = images.run("read", "4998", "8").expectError(ExitCode.IO_ERROR, "5000..5002");
    assertEquals(0, small.bytes().length);
    Run large = images.run("read", "0", "6144").expectError(ExitCode.IO_ERROR, "5000..5002");
    assertEquals(0, large.bytes().length);
    assertArrayEquals(
        Arrays.copyOfRange(data, 0, 5000 * SECTOR),
        images.run("read", "0", "5000").expect(ExitCode.OK).bytes());
  }

  @Test
  void shouldListWhatIsPending() throws IOException {
    JsonNode status = images.run("status", "--json").expect(ExitCode.ATTENTION).json();
    assertEquals("attention", status.get("state").asText());
    assertEquals(3, status.get("pending").asInt());
    JsonNode pending = images.run("list", "--json").expect(ExitCode.OK).json().get("pending");
    assertEquals(1, pending.size());
    assertEquals(5000, pending.get(0).get("lba").asInt());
    assertEquals(3, pending.get(0).get("count").asInt());
    assertTrue(images.run("list").out().contains("pending"));
  }

  @Test
  void shouldFillOnlyWhatIsUnreadable() throws IOException {
    Path rescued = folder.resolve("rescued");
    Files.write(rescued, Arrays.copyOfRange(data, 4999 * SECTOR, 5003 * SECTOR));
    byte[] before = images.content().get(0);
    images.run("fill", "4999", rescued.toString()).expectError(ExitCode.USAGE, "lba=4999");
    images.run("fill", "5000", rescued.toString()).expectError(ExitCode.USAGE, "lba=5003");
    images.run("fill", "5000", folder.resolve("none").toString()).expect(ExitCode.CANNOT_OPEN);
    Files.write(rescued, new byte[SECTOR + 1]);
    images.run("fill", "5000", rescued.toString()).expectError(ExitCode.USAGE, "bytes=513");
    Files.write(rescued, Arrays.copyOfRange(data, 5000 * SECTOR, 5003 * SECTOR));
    images.run("fill", "--dry-run", "5000", rescued.toString()).expect(ExitCode.OK);
    assertArrayEquals(before, images.content().get(0));
    images.run("fill", "5000", rescued.toString()).expect(ExitCode.OK);
    assertArrayEquals(
        Arrays.copyOfRange(data, 4996 * SECTOR, 5012 * SECTOR),
        images.run("read", "4996", "16").expect(ExitCode.OK).bytes());
    images.run("status").expect(ExitCode.OK);
  }
}

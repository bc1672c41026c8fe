package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.UnreadableSectorException;
import dev.revector.WrongDeviceException;
import dev.revector.cli.demo.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair with three pending sectors, 100 to 102, of which the metadata knows. */
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
    try (BlockDevice main = Simulation.failing(images.main(), folder.resolve("bad"), 100, 3);
        BlockDevice spare = Simulation.open(images.spare());
        RemapTarget target = RemapTarget.builder().main(main).spare(spare).open()) {
      assertThrows(
          UnreadableSectorException.class, () -> target.read(96, ByteBuffer.allocate(16 * SECTOR)));
    }
  }

  @Test
  void shouldReadAllOrNothing() {
    Run small = images.run("read", "98", "8").expectError(ExitCode.IO_ERROR, "100..102");
    assertEquals(0, small.bytes().length);
    Run large = images.run("read", "0", "6144").expectError(ExitCode.IO_ERROR, "100..102");
    assertEquals(0, large.bytes().length);
    assertArrayEquals(
        Arrays.copyOfRange(data, 0, 100 * SECTOR),
        images.run("read", "0", "100").expect(ExitCode.OK).bytes());
  }

  @Test
  void shouldMakeAPairOnASpareThatCannotBeReadOnlyWhenForced() throws IOException {
    Path spare = Images.sparse(folder.resolve("other.img"), 4 * MIB);
    RemapTargetBuilder builder =
        RemapTarget.builder()
            .main(Simulation.open(Images.sparse(folder.resolve("new.img"), MIB)))
            .spare(Simulation.failing(spare, folder.resolve("worse"), 5, 2))
            .strategy("custom")
            .customSectors(List.of(1000L, 5000L));
    WrongDeviceException refused = assertThrows(WrongDeviceException.class, builder::create);
    assertTrue(refused.toString().contains("can't be read; force"), refused.toString());
    try (RemapTarget target = builder.force(true).create()) {
      assertTrue(target.check(false).clean());
    }
  }

  @Test
  void shouldListWhatIsPending() throws IOException {
    JsonNode status = images.run("status", "--json").expect(ExitCode.ATTENTION).json();
    assertEquals("attention", status.get("state").asText());
    assertEquals(3, status.get("pending").asInt());
    JsonNode pending = images.run("list", "--json").expect(ExitCode.OK).json().get("pending");
    assertEquals(1, pending.size());
    assertEquals(100, pending.get(0).get("lba").asInt());
    assertEquals(3, pending.get(0).get("count").asInt());
    assertTrue(images.run("list").out().contains("pending"));
  }

  @Test
  void shouldFillOnlyWhatIsUnreadable() throws IOException {
    Path rescued = folder.resolve("rescued");
    Files.write(rescued, Arrays.copyOfRange(data, 99 * SECTOR, 103 * SECTOR));
    byte[] before = images.content().get(0);
    images.run("fill", "99", rescued.toString()).expectError(ExitCode.USAGE, "lba=99");
    images.run("fill", "100", rescued.toString()).expectError(ExitCode.USAGE, "lba=103");
    images.run("fill", "100", folder.resolve("none").toString()).expect(ExitCode.CANNOT_OPEN);
    images.run("fill", "100", "/dev/null").expectError(ExitCode.CANNOT_OPEN, "no regular file");
    Files.write(rescued, new byte[SECTOR + 1]);
    images.run("fill", "100", rescued.toString()).expectError(ExitCode.USAGE, "bytes=513");
    Files.write(rescued, Arrays.copyOfRange(data, 100 * SECTOR, 103 * SECTOR));
    images.run("fill", "--dry-run", "100", rescued.toString()).expect(ExitCode.OK);
    assertArrayEquals(before, images.content().get(0));
    images.run("fill", "100", rescued.toString()).expect(ExitCode.OK);
    assertArrayEquals(
        Arrays.copyOfRange(data, 96 * SECTOR, 112 * SECTOR),
        images.run("read", "96", "16").expect(ExitCode.OK).bytes());
    images.run("status").expect(ExitCode.OK);
  }
}

package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on block devices, which a provider on the class path opens. */
class BlockDevicesTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private final List<Path> loops = new ArrayList<>();

  @BeforeEach
  void requireLoopDevices() {
    boolean able =
        System.getProperty("user.name").equals("root")
            && Files.exists(Path.of("/dev/loop-control"))
            && Files.isExecutable(Path.of("/sbin/losetup"));
    if (!able) {
      String reason = "no tests on block devices, missing: root, losetup or /dev/loop-control";
      System.out.println(reason);
      if ("1".equals(System.getenv("REVECTOR_REQUIRE_DEVICES"))) {
        fail(reason);
      }
      abort(reason);
    }
  }

  @AfterEach
  void detach() throws IOException {
    for (Path loop : loops) {
      program("losetup", "--detach", loop.toString());
    }
  }

  private static String program(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, process.waitFor(), said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said.strip();
  }

  private Path loop(Path file, int sectorSize) throws IOException {
    Path loop =
        Path.of(
            program(
                "losetup", "--find", "--show", "--sector-size", "" + sectorSize, file.toString()));
    loops.add(loop);
    return loop;
  }

  @Test
  void shouldSayThatADeviceThatIsAbsentCannotBeOpened() throws IOException {
    Path node = folder.resolve("absent");
    program("mknod", node.toString(), "b", "240", "0");
    Run.of("status", "--spare", node.toString()).expectError(ExitCode.CANNOT_OPEN, "absent");
  }

  private Images disks(int sectorSize) throws IOException {
    Images files = Images.make(folder, 8 * MIB, 8 * MIB);
    return new Images(loop(files.main(), sectorSize), loop(files.spare(), sectorSize));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldTakeEveryCommand(int sectorSize) throws IOException {
    Images disks = disks(sectorSize);
    byte[] data = Images.randomBytes(1, 2 * sectorSize);
    disks.run("create").expect(ExitCode.OK);
    disks.run("status").expect(ExitCode.OK);
    disks.runWithInput(data, "write", "40").expect(ExitCode.OK);
    disks.run("remap", "40", "2").expect(ExitCode.OK);
    assertEquals(
        2, disks.run("status", "--json").json().get("remappedSectors").asInt(), "remapped");
    assertEquals(40, disks.run("list", "--json").json().at("/remaps/0/lba").asInt());
    assertArrayEquals(data, disks.run("read", "40", "2").expect(ExitCode.OK).bytes());
    disks.run("dump").expect(ExitCode.OK);
    disks.run("check").expect(ExitCode.OK);
    disks.run("check", "--repair").expect(ExitCode.OK);
    disks.run("unmap", "40", "2").expect(ExitCode.OK);
    assertArrayEquals(data, disks.run("read", "40", "2").expect(ExitCode.OK).bytes());
    Path list = Files.writeString(folder.resolve("bad"), "60\n");
    disks.run("import", "--from", "badblocks", list.toString()).expect(ExitCode.OK);
    assertEquals("60\n", disks.run("export", "--to", "badblocks").expect(ExitCode.OK).out());
    disks.run("read", "60", "1").expectError(ExitCode.IO_ERROR, "60");
    Path rescued = Files.write(folder.resolve("rescued"), Images.randomBytes(2, sectorSize));
    disks.run("fill", "60", rescued.toString()).expect(ExitCode.OK);
    assertArrayEquals(
        Files.readAllBytes(rescued), disks.run("read", "60", "1").expect(ExitCode.OK).bytes());
    String table = disks.run("export", "--to", "dmsetup").expect(ExitCode.OK).out();
    assertTrue(table.contains(disks.main().toString()), table);
  }

  @Test
  void shouldKnowADiskWhateverItIsCalledToday() throws IOException {
    Images disks = disks(512);
    disks.run("create").expect(ExitCode.OK);
    // The numbers that the kernel gives them are swapped: main is found under spare's name.
    Images swapped = new Images(disks.spare(), disks.main());
    swapped.run("remap", "1").expectError(ExitCode.WRONG_DEVICE);
    Path again = loop(folder.resolve("main.img"), 512);
    new Images(again, disks.spare()).run("remap", "1").expect(ExitCode.OK);
    Path other = loop(Images.sparse(folder.resolve("other"), 8 * MIB), 512);
    new Images(other, disks.spare())
        .run("remap", "2")
        .expectError(ExitCode.WRONG_DEVICE, other.toString(), "expected=", "found=");
  }

  @Test
  void shouldRefuseAMountedDiskByWhereItIs() throws IOException {
    Images disks = disks(512);
    disks.run("create").expect(ExitCode.OK);
    Path mount = Files.createDirectory(folder.resolve("mnt"));
    program("mkfs.ext4", "-q", disks.main().toString());
    program("mount", disks.main().toString(), mount.toString());
    try {
      disks
          .run("remap", "1")
          .expectError(ExitCode.CANNOT_OPEN, disks.main().toString(), "mounted at " + mount);
      disks.run("status").expect(ExitCode.OK);
    } finally {
      program("umount", mount.toString());
    }
  }
}

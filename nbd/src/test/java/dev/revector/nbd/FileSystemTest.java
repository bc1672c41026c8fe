package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's ext4 on a loop device on nbdfuse on the server, on a main disk whose sectors go bad
 * under it.
 */
@Timeout(180)
class FileSystemTest {
  private static final int FILES = 40;

  @TempDir Path dir;

  /** What is to be undone, last first; each a command. */
  private final Deque<String[]> undo = new ArrayDeque<>();

  @AfterEach
  void clean() throws Exception {
    while (!undo.isEmpty()) {
      Tool.run(dir, undo.pop());
    }
  }

  @Test
  void shouldCarryExt4() throws Exception {
    Tool.need("nbdfuse", "fusermount3", "losetup", "mkfs.ext4", "e2fsck", "mount");
    Tool.need("root".equals(System.getProperty("user.name")), "this needs root for loop and mount");
    Tool.need(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    Tool.need(Files.exists(Path.of("/dev/loop-control")), "there is no /dev/loop-control");
    try (Rig rig = new Rig(dir)) {
      rig.wearOut(5, 300);
      Path disk = fuse(rig);
      String loop = loop(disk);
      Tool.ok(dir, "mkfs.ext4", "-q", "-b", "1024", loop);
      Path folder = mount(loop);
      fill(folder);
      assertFilled(folder);
      undoOne();
      Tool.ok(dir, "e2fsck", "-f", "-n", loop);
      assertFilled(mount(loop));
      undoOne();
      undoOne(); // the loop device
      undoOne(); // nbdfuse
      assertTrue(rig.broken() > 10, () -> "too few sectors broke: " + rig.broken());
      assertTrue(rig.target.status().remappedSectors() >= rig.broken());
      assertEquals(0, rig.target.status().pendingSectors());
    }
  }

  private Path fuse(Rig rig) throws Exception {
    Path folder = Files.createDirectory(dir.resolve("fuse"));
    Path output = dir.resolve("nbdfuse.txt");
    Process process = Tool.start(dir, output, "nbdfuse", folder.toString(), rig.uri());
    Path disk = folder.resolve("nbd");
    undo.push(new String[] {"fusermount3", "-u", folder.toString()});
    Tool.await(disk, process);
    return disk;
  }

  private String loop(Path disk) throws Exception {
    Path output = dir.resolve("loop.txt");
    Process process = Tool.start(dir, output, "losetup", "-f", "--show", disk.toString());
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    String loop = Files.readString(output).strip();
    Tool.need(process.exitValue() == 0, "no loop device can be had: " + loop);
    undo.push(new String[] {"losetup", "-d", loop});
    return loop;
  }

  private Path mount(String loop) throws Exception {
    Path folder = Files.createDirectories(dir.resolve("mount"));
    Tool.ok(dir, "mount", "-t", "ext4", "-o", "errors=remount-ro", loop, folder.toString());
    undo.push(new String[] {"umount", folder.toString()});
    return folder;
  }

  private void undoOne() throws Exception {
    Tool.ok(dir, undo.pop());
  }

  private static byte[] content(int file) {
    Random random = new Random(file);
    byte[] data = new byte[1 + random.nextInt(1 << 20)];
    random.nextBytes(data);
    return data;
  }

  private void fill(Path folder) throws IOException, InterruptedException {
    for (int i = 0; i < FILES; i++) {
      Files.write(folder.resolve("file" + i), content(i));
    }
    for (int i = 0; i < FILES; i += 3) {
      Files.delete(folder.resolve("file" + i));
      Files.write(folder.resolve("file" + i), content(i));
    }
    Tool.ok(dir, "sync", "-f", folder.toString());
  }

  private static void assertFilled(Path folder) throws IOException {
    for (int i = 0; i < FILES; i++) {
      assertArrayEquals(content(i), Files.readAllBytes(folder.resolve("file" + i)));
    }
  }
}

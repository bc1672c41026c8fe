package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.nbd.NbdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other people's NBD clients of a pair on real block devices, while the kernel gets real I/O errors
 * from more and more sectors of main: none of them may notice.
 */
@Timeout(180)
class ServedPairTest {
  private static final int BYTES = 24 << 20;

  @TempDir private Path folder;
  private FaultyDisks disks;
  private RemapTarget target;
  private NbdServer server;
  private Wear wear;

  /** Makes a few more sectors of main refuse writes, again and again. */
  private final class Wear extends Thread {
    private static final int MOST = 150;

    private final Random luck = new Random(1);
    private volatile boolean ended;

    @Override
    public void run() {
      for (int i = 0; i < MOST && !ended; i++) {
        try {
          disks.fail("main", "w", luck.nextInt(BYTES / 512 - 4), 1 + luck.nextInt(3));
          sleep(10);
        } catch (IOException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    void end() throws InterruptedException {
      ended = true;
      join();
    }
  }

  @BeforeEach
  void serve() throws IOException {
    Machine.requireFaultyDisks("nbdcopy", "qemu-io", "qemu-img", "fio", "mkfs.ext4", "e2fsck");
    disks = new FaultyDisks(folder);
    disks.disk("main", BYTES, 512).disk("spare", 8 << 20, 512).start();
    target = Pairs.create(disks.path("main"), disks.path("spare"));
    server = NbdServer.builder(target).listenUnix(folder.resolve("served"));
    wear = new Wear();
    wear.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (disks != null) {
      wear.end();
      server.close();
      target.close();
      disks.close();
    }
  }

  private void expectWorn() {
    long remapped = target.status().remappedSectors();
    assertTrue(remapped >= 20, "sectors remapped: " + remapped);
    assertEquals(0, target.status().pendingSectors());
  }

  @Test
  void shouldKeepWhatOthersCopyAndConvert() throws IOException {
    byte[] data = new byte[BYTES];
    new Random(2).nextBytes(data);
    Path original = Files.write(folder.resolve("original"), data);
    Path copy = folder.resolve("copy");
    for (int round = 0; round < 2; round++) {
      Machine.run("nbdcopy", "--flush", original.toString(), server.uri());
      Machine.run("nbdcopy", server.uri(), copy.toString());
      assertEquals(-1, Files.mismatch(original, copy));
    }
    String[] convert = {"qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", "" + original};
    Machine.run(with(convert, server.uri()));
    String[] compare = {"qemu-img", "compare", "-f", "raw", "-F", "raw", "" + original};
    Machine.run(with(compare, server.uri()));
    for (int i = 1; i <= 5; i++) {
      String pattern = "-P " + i + " 1M 4M";
      String zeroes = "write -z 2M 512k";
      Machine.run(
          with(
              new String[] {
                "qemu-io",
                "-f",
                "raw",
                "-c",
                "write " + pattern,
                "-c",
                zeroes,
                "-c",
                "flush",
                "-c",
                "read -P " + i + " 1M 1M",
                "-c",
                "read -P 0 2M 512k",
                "-c",
                "read -P " + i + " 2560k 1M"
              },
              server.uri()));
    }
    expectWorn();
  }

  private static String[] with(String[] command, String last) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 1);
    all[command.length] = last;
    return all;
  }

  @Test
  void shouldVerifyUnderFio() throws IOException {
    Machine.run(
        "fio",
        "--name=verify",
        "--ioengine=nbd",
        "--uri=" + server.uri(),
        "--rw=randwrite",
        "--bs=4k",
        "--iodepth=16",
        "--numjobs=2",
        "--size=8m",
        "--offset_increment=12m",
        "--verify=crc32c",
        "--do_verify=1",
        "--verify_fatal=1",
        "--verify_state_save=0",
        "--fsync=64");
    expectWorn();
  }

  @Test
  void shouldCarryExt4() throws IOException {
    Path fuse = Files.writeString(folder.resolve("served.nbd"), "");
    try (FuseFile served = FuseFile.of(fuse, server.uri(), folder)) {
      try (Loop loop = Loop.on(served.path(), 512)) {
        Machine.run("mkfs.ext4", "-q", loop.path().toString());
        Path mount = Files.createDirectory(folder.resolve("mnt"));
        for (int round = 0; round < 3; round++) {
          Machine.run("mount", loop.path().toString(), mount.toString());
          try {
            readBack(mount, round);
            write(mount, round);
          } finally {
            Machine.run("umount", mount.toString());
          }
          Machine.run("e2fsck", "-f", "-n", loop.path().toString());
        }
      }
    }
    expectWorn();
  }

  private static byte[] content(int file, int round) {
    byte[] data = new byte[100_000 + 1000 * file];
    new Random(100L * round + file).nextBytes(data);
    return data;
  }

  private static void write(Path mount, int round) throws IOException {
    for (int file = 0; file < 60; file++) {
      Files.write(mount.resolve("file" + file), content(file, round));
    }
  }

  private static void readBack(Path mount, int round) throws IOException {
    for (int file = 0; file < 60 && round > 0; file++) {
      assertEquals(
          java.nio.ByteBuffer.wrap(content(file, round - 1)),
          java.nio.ByteBuffer.wrap(Files.readAllBytes(mount.resolve("file" + file))));
    }
  }

  @Test
  void shouldFailExactlyTheUnreadableSectorsUntilTheyAreWritten() throws Exception {
    wear.end();
    disks.heal();
    disks.fail("main", "r", 201, 2);
    String[] read = {"qemu-io", "-f", "raw", server.uri()};
    for (int sector = 199; sector < 205; sector++) {
      String command = "read " + sector * 512 + " 512";
      String[] all = {read[0], read[1], read[2], "-c", command, "-c", "read 0 4k", read[3]};
      if (sector == 201 || sector == 202) {
        IOException e = assertThrows(IOException.class, () -> Machine.run(all));
        assertTrue(e.toString().contains("read failed: Input/output error"), e.toString());
        assertTrue(e.toString().contains("read 4096/4096 bytes at offset 0"), e.toString());
      } else {
        Machine.run(all);
      }
    }
    String over = "write -P 7 " + 201 * 512 + " 1024";
    String back = "read -P 7 " + 201 * 512 + " 1024";
    Machine.run(read[0], read[1], read[2], "-c", over, "-c", back, read[3]);
  }
}

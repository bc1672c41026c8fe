package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients, while more and more sectors of main refuse writes: none may notice. */
@Timeout(180)
class ClientsTest {
  @TempDir Path dir;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(dir);
    rig.wearOut(7, 400);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  private Path image(String name, long seed) throws IOException {
    byte[] data = new byte[Rig.MIB << 20];
    new Random(seed).nextBytes(data);
    return Files.write(dir.resolve(name), data);
  }

  private void assertWorn(int least) {
    assertTrue(rig.broken() >= least, () -> "too few sectors broke: " + rig.broken());
    assertTrue(rig.target.status().remappedSectors() >= least, "too few were remapped");
  }

  @Test
  void shouldShowItselfToNbdinfo() throws Exception {
    Tool.need("nbdinfo", "qemu-io");
    Tool.ok(dir, "qemu-io", "-f", "raw", "-c", "write 1M 8k", rig.uri());
    rig.target.remap(4096, 8);
    String json = Tool.ok(dir, "nbdinfo", "--json", rig.uri());
    assertTrue(json.contains("\"export-size\": " + (Rig.MIB << 20)), json);
    assertTrue(json.contains("\"can_multi_conn\": true"), json);
    assertTrue(json.contains("\"can_trim\": true"), json);
    assertTrue(json.contains("\"block_size_minimum\": 512"), json);
    assertTrue(json.contains("x-revector:state"), json);
    String list = Tool.ok(dir, "nbdinfo", "--list", rig.uri());
    assertTrue(list.contains("export=\"\""), list);
    String map = Tool.ok(dir, "nbdinfo", "--map=x-revector:state", rig.uri());
    assertTrue(map.contains(" 2097152        4096    1"), map);
    String allocation = Tool.ok(dir, "nbdinfo", "--map", rig.uri());
    assertTrue(allocation.contains("0    67108864    0"), allocation);
  }

  @Test
  void shouldKeepWhatNbdcopyCopies() throws Exception {
    Tool.need("nbdcopy");
    Path original = image("original", 1);
    Tool.ok(dir, "nbdcopy", "--flush", original.toString(), rig.uri());
    Tool.ok(dir, "nbdcopy", rig.uri(), dir.resolve("copy").toString());
    assertEquals(-1, Files.mismatch(original, dir.resolve("copy")));
    assertWorn(20);
  }

  @Test
  void shouldKeepThePatternsOfQemuIo() throws Exception {
    Tool.need("qemu-io");
    String[] command = {
      "qemu-io",
      "-f",
      "raw",
      "-c",
      "write -P 0x11 0 4M",
      "-c",
      "write -P 0x22 -f 1M 64k",
      "-c",
      "write -z 2M 512k",
      "-c",
      "write -z -u 3M 512",
      "-c",
      "discard 3584k 512k",
      "-c",
      "aio_write -P 0x33 5M 1M",
      "-c",
      "aio_write -P 0x44 6M 1M",
      "-c",
      "aio_flush",
      "-c",
      "flush",
      "-c",
      "read -P 0x11 0 1M",
      "-c",
      "read -P 0x22 1M 64k",
      "-c",
      "read -P 0x11 1088k 960k",
      "-c",
      "read -P 0 2M 512k",
      "-c",
      "read -P 0x11 2560k 512k",
      "-c",
      "read -P 0 3M 512",
      "-c",
      "read -P 0x33 5M 1M",
      "-c",
      "read -P 0x44 6M 1M",
      rig.uri()
    };
    for (int round = 0; round < 10; round++) {
      Tool.ok(dir, command);
    }
    assertWorn(5);
  }

  @Test
  void shouldHoldWhatQemuImgConverts() throws Exception {
    Tool.need("qemu-img");
    String original = image("original", 2).toString();
    Tool.ok(dir, "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", original, rig.uri());
    Tool.ok(dir, "qemu-img", "compare", "-f", "raw", "-F", "raw", original, rig.uri());
    String copy = dir.resolve("copy.qcow2").toString();
    Tool.ok(dir, "qemu-img", "convert", "-f", "raw", "-O", "qcow2", rig.uri(), copy);
    Tool.ok(dir, "qemu-img", "compare", "-f", "raw", "-F", "qcow2", original, copy);
    assertWorn(4);
  }

  @Test
  void shouldVerifyUnderFio() throws Exception {
    Tool.need("fio");
    String output =
        Tool.ok(
            dir,
            "fio",
            "--name=verify",
            "--ioengine=nbd",
            "--uri=" + rig.uri(),
            "--rw=randwrite",
            "--bsrange=512-64k",
            "--bs_unaligned=0",
            "--blockalign=512",
            "--iodepth=16",
            "--numjobs=2",
            "--size=24m",
            "--offset_increment=32m",
            "--verify=crc32c",
            "--do_verify=1",
            "--verify_fatal=1",
            "--fsync=64",
            "--group_reporting");
    assertTrue(output.contains("err= 0"), output);
    assertWorn(100);
  }
}

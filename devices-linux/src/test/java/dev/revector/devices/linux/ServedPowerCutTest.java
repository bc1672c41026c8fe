package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.RemapTarget;
import dev.revector.nbd.NbdServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulls the plug on the disks below a server while a client of libnbd writes: real block devices
 * with a volatile cache, half of main's sectors bad. What the client had flushed, or written with
 * FUA, is there afterwards; every other sector holds something that it wrote, or what it held.
 */
@Timeout(180)
class ServedPowerCutTest {
  private static final long SEED = 20260202;
  private static final int CUTS = 12;
  private static final int SECTORS = 1200;

  /** Debian's own, which has the binding of libnbd. */
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir private Path folder;
  private FaultyDisks disks;
  private final Map<Long, Long> versions = new HashMap<>();
  private long version;
  private int survivors;

  @BeforeEach
  void start() throws IOException {
    Machine.requireFaultyDisks("nbdsh");
    disks = new FaultyDisks(folder);
    disks.disk("main", 1 << 20, 512).disk("spare", 4 << 20, 512);
    disks.start();
    for (Extent bad : new Workload(SEED).badSectors()) {
      disks.fail("main", "w", bad.first(), bad.count());
    }
    Pairs.create(disks.path("main"), disks.path("spare")).close();
    disks.cacheWrites();
    try (InputStream script = ServedPowerCutTest.class.getResourceAsStream("client.py")) {
      Files.copy(Objects.requireNonNull(script), folder.resolve("client.py"));
    }
  }

  @AfterEach
  void takeDisksAway() throws IOException {
    if (disks != null) {
      disks.close();
    }
  }

  @Test
  void shouldKeepWhatAClientHadMadeDurable() throws IOException {
    Random luck = new Random(SEED);
    for (int cut = 0; cut < CUTS; cut++) {
      String written = writeUntilTheCut(luck);
      disks.awaitDeath();
      disks.restart();
      try (RemapTarget target = Pairs.open(disks.path("main"), disks.path("spare"))) {
        written.lines().filter(line -> !line.startsWith("#")).forEach(line -> verify(target, line));
      }
    }
    assertTrue(survivors > CUTS * 10, "sectors that had to survive: " + survivors);
  }

  private String writeUntilTheCut(Random luck) throws IOException {
    RemapTarget target = Pairs.open(disks.path("main"), disks.path("spare"));
    NbdServer server = NbdServer.builder(target).listenUnix(folder.resolve("served"));
    disks.cutPower(luck.nextLong(1 << 30), 100 + luck.nextInt(400));
    try {
      return Machine.run(
          PYTHON,
          folder.resolve("client.py").toString(),
          server.uri(),
          "" + luck.nextInt(1 << 30),
          "" + version,
          "" + SECTORS);
    } finally {
      closeDead(server, target);
    }
  }

  /** Both flush, which can't succeed. */
  private static void closeDead(NbdServer server, RemapTarget target) {
    try (target;
        server) {
      assertTrue(server.connections() >= 0);
    } catch (IOException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  private void verify(RemapTarget target, String line) {
    String[] words = line.split(" ", -1);
    long lba = Long.parseLong(words[0]);
    long durable = Long.parseLong(words[1]);
    long issued = Long.parseLong(words[2]);
    ByteBuffer found = read(target, lba);
    long held = found.getLong(8);
    long least = Math.max(durable, versions.getOrDefault(lba, 0L));
    assertTrue(
        held >= least && held <= issued,
        () -> "sector " + lba + " holds " + held + ", durable " + least + ", issued " + issued);
    ByteBuffer whole = held == 0 ? ByteBuffer.allocate(512) : Pairs.data(lba, 1, 512, held);
    assertTrue(found.equals(whole), () -> "sector " + lba + " is torn, or another's");
    versions.put(lba, held);
    version = Math.max(version, issued);
    survivors += durable > 0 ? 1 : 0;
  }

  private static ByteBuffer read(RemapTarget target, long lba) {
    try {
      return Pairs.read(target, lba, 1);
    } catch (IOException e) {
      throw new AssertionError("sector " + lba, e);
    }
  }
}

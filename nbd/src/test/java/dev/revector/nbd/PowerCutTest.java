package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.Operation;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cuts the power under the server, at a random request to the disks, while three clients write to a
 * main disk with a volatile cache whose sectors go bad. What one of them had flushed, or written
 * with FUA, is there afterwards; everything else is old or new.
 */
@Timeout(120)
class PowerCutTest {
  private static final int SECTORS = 2048;
  private static final int CLIENTS = 3;
  private static final int CUTS_PER_SEED = 25;

  @TempDir Path dir;

  private final long[] issued = new long[SECTORS];
  private final long[] acknowledged = new long[SECTORS];
  private final long[] durable = new long[SECTORS];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldKeepWhatWasFlushed(long seed) throws IOException {
    Random random = new Random(seed);
    for (int cut = 0; cut < CUTS_PER_SEED; cut++) {
      Arrays.fill(issued, 0);
      Arrays.fill(acknowledged, 0);
      Arrays.fill(durable, 0);
      SimulatedDisk main = SimulatedDisk.builder(SECTORS).seed(seed).path("main").build();
      SimulatedDisk spare = SimulatedDisk.builder(SECTORS).seed(seed).path("spare").build();
      AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
      try (RemapTarget target = RemapTarget.builder().main(main).spare(spare).create()) {
        left.set(random.nextInt(400));
        cutAt(left, main, spare);
        try (NbdServer server = NbdServer.builder(target).listenUnix(dir.resolve("socket"))) {
          writeUntilTheCut(random, server, main);
        }
      } catch (IOException e) {
        assertTrue(left.get() < 0, e::toString); // with the power on nothing may fail
      }
      verify(main.powerCut(random.nextLong()), spare.powerCut(random.nextLong()));
    }
  }

  private static void cutAt(AtomicInteger left, SimulatedDisk main, SimulatedDisk spare) {
    for (SimulatedDisk disk : new SimulatedDisk[] {main, spare}) {
      disk.listen(
          (Operation operation) -> {
            if (left.getAndDecrement() == 0) {
              main.faults().gone();
              spare.faults().gone();
            }
          });
    }
  }

  private void writeUntilTheCut(Random random, NbdServer server, SimulatedDisk main)
      throws IOException {
    RawClient[] clients = new RawClient[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = RawClient.ready(server.address(), i % 2 == 0);
    }
    boolean on = true;
    for (long version = 1; on && version < 1000; version++) {
      RawClient client = clients[random.nextInt(CLIENTS)];
      if (random.nextInt(20) == 0) {
        main.faults().fail(Access.WRITE, random.nextInt(SECTORS), 1);
      }
      on = random.nextInt(8) == 0 ? flush(client) : write(random, client, version);
    }
    for (RawClient client : clients) {
      client.close();
    }
  }

  /** Any client's flush covers what all clients were told is written. */
  private boolean flush(RawClient client) throws IOException {
    if (client.ask(0, Protocol.CMD_FLUSH, 0, 0).error() != 0) {
      return false;
    }
    System.arraycopy(acknowledged, 0, durable, 0, SECTORS);
    return true;
  }

  private boolean write(Random random, RawClient client, long version) throws IOException {
    int count = 1 + random.nextInt(8);
    int lba = random.nextInt(SECTORS - count);
    boolean fua = random.nextInt(5) == 0;
    ByteBuffer data = ByteBuffer.allocate(count * 512);
    for (int i = 0; i < count; i++) {
      issued[lba + i] = version;
      for (int k = 0; k < 512; k += 16) {
        data.putLong(version).putLong(lba + i);
      }
    }
    client.write(fua ? Protocol.FLAG_FUA : 0, version, lba * 512L, data.array());
    if (client.chunk(0).error() != 0) {
      return false;
    }
    for (int i = lba; i < lba + count; i++) {
      acknowledged[i] = version;
      if (fua) {
        durable[i] = version;
      }
    }
    return true;
  }

  private void verify(SimulatedDisk main, SimulatedDisk spare) throws IOException {
    try (RemapTarget target = RemapTarget.builder().main(main).spare(spare).open();
        NbdServer server = NbdServer.builder(target).listenUnix(dir.resolve("socket"));
        RawClient client = RawClient.ready(server.address(), false)) {
      ByteBuffer all = client.ask(0, Protocol.CMD_READ, 0, SECTORS * 512).data();
      for (int lba = 0; lba < SECTORS; lba++) {
        long version = all.getLong(lba * 512);
        int sector = lba;
        assertTrue(
            version >= durable[lba] && version <= issued[lba],
            () -> "sector=" + sector + ", version=" + version + ", durable=" + durable[sector]);
        for (int k = 0; k < 512; k += 16) {
          assertTrue(all.getLong(lba * 512 + k) == version, "torn inside a sector");
          assertTrue(version == 0 || all.getLong(lba * 512 + k + 8) == lba, "another's data");
        }
      }
    }
  }
}

package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.nbd.RawClient.Chunk;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProtocolTest {
  private static final int SECTORS = 4096;

  @TempDir Path dir;
  private final SimulatedDisk disk = SimulatedDisk.builder(SECTORS).preciseErrors(true).build();
  private NbdServer server;
  private SocketAddress address;

  @BeforeEach
  void start() throws IOException {
    server = NbdServer.builder(disk).name("disk").listenUnix(dir.resolve("socket"));
    address = server.address();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static byte[] pattern(int bytes, int seed) {
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (seed + i / 512 + 1);
    }
    return data;
  }

  @Test
  void shouldReadWhatWasWritten() throws IOException {
    byte[] data = pattern(8192, 3);
    try (RawClient client = RawClient.ready(address, false)) {
      client.write(0, 1, 4096, data);
      assertEquals(new Chunk(0, -1, 1, 0, ByteBuffer.allocate(0)), client.chunk(0));
      Chunk read = client.ask(0, Protocol.CMD_READ, 4096, 8192);
      assertArrayEquals(data, read.data().array());
    }
    assertArrayEquals(data, disk.peek(8, 16));
  }

  @Test
  void shouldNameZerosInsteadOfSendingThem() throws IOException {
    byte[] data = pattern(32 << 10, 0);
    disk.poke(64, data);
    try (RawClient client = RawClient.ready(address, true)) {
      client.send(RawClient.request(0, Protocol.CMD_READ, 5, 0, 96 << 10));
      Chunk hole = client.chunk(0);
      Chunk content = client.chunk(0);
      Chunk rest = client.chunk(0);
      assertEquals(Protocol.CHUNK_OFFSET_HOLE, hole.type());
      assertEquals(0, hole.data().getLong());
      assertEquals(32 << 10, hole.data().getInt());
      assertEquals(Protocol.CHUNK_OFFSET_DATA, content.type());
      assertEquals(32 << 10, content.data().getLong());
      byte[] received = new byte[content.data().remaining()];
      content.data().get(received);
      assertArrayEquals(data, received);
      assertEquals(Protocol.CHUNK_OFFSET_HOLE, rest.type());
      assertFalse(content.isDone());
      assertTrue(rest.isDone());
    }
  }

  @Test
  void shouldAnswerInOneChunkWhenAsked() throws IOException {
    try (RawClient client = RawClient.ready(address, true)) {
      Chunk chunk = client.ask(Protocol.FLAG_DF, Protocol.CMD_READ, 0, 96 << 10);
      assertEquals(Protocol.CHUNK_OFFSET_DATA, chunk.type());
      assertEquals(8 + (96 << 10), chunk.data().limit());
      assertTrue(chunk.isDone());
    }
  }

  @Test
  void shouldSendWhatIsReadableBeforeTheError() throws IOException {
    byte[] data = pattern(4096, 0);
    disk.poke(0, data);
    disk.faults().failUntilWritten(5, 1);
    try (RawClient client = RawClient.ready(address, true)) {
      client.send(RawClient.request(0, Protocol.CMD_READ, 5, 0, 4096));
      Chunk content = client.chunk(0);
      Chunk error = client.chunk(0);
      assertEquals(Protocol.CHUNK_OFFSET_DATA, content.type());
      assertEquals(8 + 5 * 512, content.data().limit());
      assertEquals(Protocol.CHUNK_ERROR_OFFSET, error.type());
      assertEquals(Protocol.EIO, error.error());
      assertEquals(5 * 512, error.data().getLong(error.data().limit() - 8));
      assertTrue(error.isDone());
      client.write(Protocol.FLAG_FUA, 6, 5 * 512, Arrays.copyOf(data, 512));
      assertEquals(0, client.chunk(0).error());
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 4096).error());
    }
  }

  @Test
  void shouldFailOneSimpleRequestAndLiveOn() throws IOException {
    disk.faults().failUntilWritten(5, 1);
    try (RawClient client = RawClient.ready(address, false)) {
      assertEquals(Protocol.EIO, client.ask(0, Protocol.CMD_READ, 0, 4096).error());
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 2560).error());
    }
  }

  @Test
  void shouldAnswerOutOfOrder() throws IOException, InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    disk.listen(
        operation -> {
          if (operation.lba() == 100) {
            await(release);
          }
        });
    try (RawClient client = RawClient.ready(address, true)) {
      for (int i = 0; i < 100; i++) {
        client.ask(0, Protocol.CMD_READ, 0, 512); // so that reads count as quick
      }
      client.send(RawClient.request(0, Protocol.CMD_READ, 1, 100 * 512, 512));
      for (int cookie = 2; cookie < 12; cookie++) {
        client.send(RawClient.request(0, Protocol.CMD_READ, cookie, cookie * 512L, 512));
        assertEquals(cookie, client.chunk(0).cookie());
      }
      release.countDown();
      assertEquals(1, client.chunk(0).cookie());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldMakeDurableWhatIsFlushed() throws IOException {
    try (RawClient client = RawClient.ready(address, true)) {
      client.write(0, 1, 0, pattern(512, 1));
      client.chunk(0);
      assertEquals(1, disk.pendingFragments().size());
      assertEquals(0, client.ask(0, Protocol.CMD_FLUSH, 0, 0).error());
      assertEquals(0, disk.pendingFragments().size());
      client.write(Protocol.FLAG_FUA, 1, 0, pattern(512, 2));
      client.chunk(0);
      assertEquals(0, disk.pendingFragments().size());
    }
  }

  @Test
  void shouldAnswerAndFlushWhatItTookBeforeItCloses() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    disk.listen(
        operation -> {
          if (operation.lba() == 100) {
            taken.countDown();
            await(release);
          }
        });
    try (RawClient client = RawClient.ready(address, true)) {
      client.write(0, 1, 100 * 512, pattern(512, 1));
      await(taken);
      Thread closer = Thread.ofPlatform().start(this::closeQuietly);
      while (Files.exists(dir.resolve("socket"))) {
        Thread.onSpinWait();
      }
      assertThrows(IOException.class, () -> RawClient.connect(address));
      assertTrue(closer.isAlive());
      release.countDown();
      Chunk answer = client.chunk(0);
      assertEquals(1, answer.cookie());
      assertEquals(0, answer.error());
      client.awaitClose();
      closer.join();
      assertEquals(0, disk.pendingFragments().size());
    }
    assertArrayEquals(pattern(512, 1), disk.peek(100, 1));
  }

  @Test
  @SuppressWarnings("NullAway") // a factory may give null, which the checker does not know
  void shouldGoOnAfterTheSystemHadNoThreadLeft() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (NbdServer poor =
        NbdServer.builder(disk)
            .threads(
                task ->
                    switch (asked.getAndIncrement()) {
                      case 0 -> new NoThread();
                      case 1 -> null;
                      case 2 -> throw new IllegalStateException("the factory fails");
                      default -> new Thread(task);
                    })
            .listenUnix(dir.resolve("poor"))) {
      for (int i = 0; i < 3; i++) {
        try (RawClient client = RawClient.connect(poor.address())) {
          client.awaitClose();
        }
      }
      try (RawClient client = RawClient.ready(poor.address(), false)) {
        assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
      }
    }
  }

  /** What a thread does when the system has none to give. */
  private static final class NoThread extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  @Test
  void shouldServeManyClientsOnVirtualThreads() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (NbdServer many =
        NbdServer.builder(disk)
            .threads(Thread.ofVirtual().factory())
            .listenUnix(dir.resolve("many"))) {
      for (int i = 0; i < 200; i++) {
        clients.add(RawClient.ready(many.address(), i % 2 == 0));
      }
      for (int round = 0; round < 2; round++) {
        for (RawClient client : clients) {
          client.send(RawClient.request(0, Protocol.CMD_READ, round, 0, 512));
        }
        for (int i = 0; i < clients.size(); i++) {
          assertEquals(round, clients.get(i).chunk(512).cookie(), "client " + i);
        }
      }
      assertEquals(clients.size(), many.connections());
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private void closeQuietly() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

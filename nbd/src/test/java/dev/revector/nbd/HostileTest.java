package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.Operation.Kind;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that mean ill: they are got rid of in time, and never write. */
@Timeout(60)
class HostileTest {
  private static final int SECTORS = 1 << 17;

  @TempDir Path dir;
  private final SimulatedDisk disk = SimulatedDisk.builder(SECTORS).volatileCache(false).build();
  private final AtomicInteger writes = new AtomicInteger();
  private @Nullable NbdServer server;
  private SocketAddress address = new InetSocketAddress(0);

  @BeforeEach
  void start() throws IOException {
    disk.listen(
        operation -> {
          if (operation.kind() == Kind.WRITE) {
            writes.incrementAndGet();
          }
        });
    NbdServer started =
        NbdServer.builder(disk)
            .timeout(Duration.ofMillis(500))
            .memoryBytes(64 << 20)
            .maxConnections(8)
            .listenUnix(dir.resolve("socket"));
    address = started.address();
    server = started;
  }

  /** After every attack the server serves, and nothing was written. */
  @AfterEach
  void stop() throws IOException {
    try (RawClient client = readyInTime()) {
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
    }
    if (server != null) {
      server.close();
    }
    assertEquals(0, writes.get());
  }

  /** A client, as soon as the attackers' places are free. */
  private RawClient readyInTime() throws IOException {
    while (true) {
      try {
        return RawClient.ready(address, true);
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldDropWhoSaysNothing() throws IOException {
    try (RawClient client = RawClient.connect(address)) {
      client.awaitClose();
    }
    try (RawClient client = RawClient.greeted(address)) {
      client.awaitClose();
    }
  }

  @Test
  void shouldDropWhoHagglesForEver() throws IOException {
    try (RawClient client = RawClient.greeted(address)) {
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              client.option(Protocol.OPT_LIST, new byte[0]);
              client.optionReply();
            }
          });
    }
  }

  @Test
  void shouldDropUnknownClientFlags() throws IOException {
    try (RawClient client = RawClient.connect(address)) {
      client.receive(18);
      client.send(ByteBuffer.allocate(4).putInt(0x80));
      client.awaitClose();
    }
  }

  @Test
  void shouldDropWrongMagics() throws IOException {
    try (RawClient client = RawClient.greeted(address)) {
      client.send(ByteBuffer.allocate(16).putLong(Protocol.OPTION_MAGIC + 1));
      client.awaitClose();
    }
    try (RawClient client = RawClient.ready(address, false)) {
      client.send(RawClient.request(0, Protocol.CMD_READ, 1, 0, 512).putInt(0, 0x25609514));
      client.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {(64 << 10) + 1, Integer.MAX_VALUE, -1})
  void shouldDropHugeOptions(int length) throws IOException {
    try (RawClient client = RawClient.greeted(address)) {
      client.send(
          ByteBuffer.allocate(16)
              .putLong(Protocol.OPTION_MAGIC)
              .putInt(Protocol.OPT_GO)
              .putInt(length));
      client.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {(32 << 20) + 512, Integer.MAX_VALUE, -1})
  void shouldDropHugeWrites(int length) throws IOException {
    try (RawClient client = RawClient.ready(address, false)) {
      client.send(RawClient.request(0, Protocol.CMD_WRITE, 1, 0, length));
      client.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 9, 100, 0x4000_0000, -1})
  void shouldRefuseUnknownOptionsAndGoOn(int option) throws IOException {
    try (RawClient client = RawClient.greeted(address)) {
      client.option(option, new byte[17]);
      int type = client.optionReply().type();
      assertTrue(type == Protocol.REP_ERR_UNSUP || type == Protocol.REP_ERR_INVALID);
      client.go("");
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
    }
  }

  @Test
  void shouldRefuseOptionsWhoseLengthsLie() throws IOException {
    byte[][] lies = {
      {},
      {0, 0, 0},
      {0, 0, 0, 9},
      {0, 0, 0, 0},
      {0, 0, 0, 0, 0, 7},
      {-1, -1, -1, -1, 0, 0},
      {0, 0, 0, 0, -1, -1, -1, -1},
      {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5, 'a'}
    };
    try (RawClient client = RawClient.greeted(address)) {
      client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
      client.expectAck();
      for (byte[] lie : lies) {
        client.option(Protocol.OPT_INFO, lie);
        int info = client.optionReply().type();
        client.option(Protocol.OPT_SET_META_CONTEXT, lie);
        int set = client.optionReply().type();
        assertEquals(Protocol.REP_ERR_INVALID, info);
        assertEquals(Protocol.REP_ERR_INVALID, set);
      }
    }
  }

  @Test
  void shouldRefuseUnknownCommandsAndGoOn() throws IOException {
    try (RawClient client = RawClient.ready(address, false)) {
      for (int command : new int[] {7, 8, 9, 100, 0xFFFF}) {
        assertEquals(Protocol.EINVAL, client.ask(0, command, 0, 512).error());
      }
      assertEquals(Protocol.EINVAL, client.ask(0, Protocol.CMD_FLUSH, 512, 512).error());
      assertEquals(Protocol.EINVAL, client.ask(0, Protocol.CMD_READ, 0, 0).error());
      assertEquals(Protocol.EINVAL, client.ask(0, Protocol.CMD_READ, 0, -512).error());
    }
  }

  @Test
  void shouldDropHalfARequest() throws IOException {
    try (RawClient client = RawClient.ready(address, false)) {
      client.send(ByteBuffer.allocate(10).putInt(Protocol.REQUEST_MAGIC).position(10));
      client.awaitClose();
    }
    try (RawClient client = RawClient.ready(address, false)) {
      client.send(
          ByteBuffer.allocate(Protocol.REQUEST_BYTES + 100)
              .put(RawClient.request(0, Protocol.CMD_WRITE, 1, 0, 512).flip())
              .position(Protocol.REQUEST_BYTES + 100));
      client.awaitClose();
    }
  }

  @Test
  void shouldNotWriteWhatEndsTooEarly() throws IOException {
    try (RawClient client = RawClient.ready(address, false)) {
      client.send(
          ByteBuffer.allocate(Protocol.REQUEST_BYTES + 511)
              .put(RawClient.request(0, Protocol.CMD_WRITE, 1, 0, 512).flip())
              .position(Protocol.REQUEST_BYTES + 511));
    }
  }

  @Test
  void shouldDropWhoNeverReadsAndFreeTheMemory() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        RawClient client = RawClient.ready(address, false);
        clients.add(client);
        try {
          for (int k = 0; k < 1000; k++) {
            client.send(RawClient.request(0, Protocol.CMD_READ, k, 0, 16 << 20));
          }
        } catch (IOException e) {
          // Dropped already.
        }
      }
      for (RawClient client : clients) {
        client.awaitClose();
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void shouldServeNoMoreThanItsPlaces() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(RawClient.ready(address, false));
    }
    assertThrows(IOException.class, () -> RawClient.ready(address, false).close());
    for (RawClient client : clients) {
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 512).error());
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldSurviveNoise(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      try (RawClient client =
          random.nextBoolean() ? RawClient.connect(address) : RawClient.greeted(address)) {
        client.send(ByteBuffer.allocate(noise.length).put(noise));
        client.awaitClose();
      } catch (IOException e) {
        // Dropped while it still sent: well done.
      }
    }
  }
}

package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that break TLS itself: they are dropped at once, and no thread goes on for them. */
@Timeout(30)
class TlsHostileTest {
  /** Length of a record that is longer than TLS allows, and not too long for JSSE. */
  private static final int LENGTH = 0x4268;

  @TempDir Path dir;
  private final SimulatedDisk disk = SimulatedDisk.builder(4096).build();
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CompletableFuture<@Nullable Throwable> why = new CompletableFuture<>();
  private final NbdListener listener =
      new NbdListener() {
        @Override
        public void disconnected(String client, @Nullable Throwable cause) {
          why.complete(cause);
        }
      };

  private NbdServer server;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String make = "-genkeypair -alias a -keyalg EC -dname CN=localhost -storepass secret";
    Tool.ok(dir, (keytool + " " + make + " -storetype PKCS12 -keystore keys").split(" "));
    disk.listen(
        operation -> {
          if (operation.lba() == 100) {
            taken.countDown();
            await(release);
          }
        });
    NbdTls tls =
        NbdTls.ofPkcs12(dir.resolve("keys"), "secret".toCharArray(), Optional.empty(), List.of());
    server =
        NbdServer.builder(disk)
            .tls(tls)
            .listener(listener)
            .listenTcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    try {
      assertInstanceOf(IOException.class, why.get(10, TimeUnit.SECONDS));
    } finally {
      server.close(Duration.ZERO);
    }
  }

  private static ByteBuffer record(int type, int version, int bytes) {
    return ByteBuffer.allocate(5 + bytes)
        .put((byte) type)
        .putShort((short) version)
        .putShort((short) LENGTH)
        .position(5 + bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shouldDropWhoAnnouncesTooLongARecord(String protocol) throws Exception {
    try (TlsAttacker attacker = TlsAttacker.connect(server.address(), protocol)) {
      attacker.ready();
      attacker.bare().send(record(0x17, 0x0303, 0));
      attacker.bare().awaitClose();
    }
  }

  @Test
  void shouldDropWhoSendsTooLongARecordInItsHandshake() throws Exception {
    try (TlsAttacker attacker = TlsAttacker.connect(server.address(), "TLSv1.3")) {
      attacker.bare().send(record(0x16, 0x0301, 16704));
      attacker.bare().awaitClose();
    }
  }

  @Test
  void shouldEndTheReplyToWhoNegotiatesAgain() throws Exception {
    try (TlsAttacker attacker = TlsAttacker.connect(server.address(), "TLSv1.2")) {
      attacker.ready().send(RawClient.request(0, Protocol.CMD_READ, 1, 100 * 512, 512));
      await(taken);
      assertThrows(
          IOException.class,
          () -> {
            attacker.tls().startHandshake();
            attacker.tls().getInputStream().read();
          });
      release.countDown();
    }
  }
}

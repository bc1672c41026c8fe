package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsTest {
  private static final int SECTORS = 16384;

  @TempDir Path dir;
  private final SimulatedDisk disk = SimulatedDisk.builder(SECTORS).build();

  @BeforeEach
  void certificates() throws Exception {
    Tool.need("openssl", "nbdcopy", "nbdinfo");
    Path extensions =
        Files.writeString(dir.resolve("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    Tool.ok(
        dir,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=authority",
        "-keyout",
        "ca-key.pem",
        "-out",
        "ca-cert.pem");
    for (String name : List.of("server", "client", "stranger")) {
      Tool.ok(
          dir,
          "openssl",
          "req",
          "-new",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-subj",
          "/CN=" + name,
          "-keyout",
          name + "-key.pem",
          "-out",
          name + ".csr");
      Tool.ok(
          dir,
          "openssl",
          "x509",
          "-req",
          "-in",
          name + ".csr",
          "-CA",
          "ca-cert.pem",
          "-CAkey",
          "ca-key.pem",
          "-CAcreateserial",
          "-days",
          "2",
          "-out",
          name + "-cert.pem",
          "-extfile",
          extensions.toString());
    }
  }

  private NbdTls tls(Optional<Path> authority, List<String> allowed) throws IOException {
    return NbdTls.ofPem(
        dir.resolve("server-cert.pem"), dir.resolve("server-key.pem"), authority, allowed);
  }

  private NbdServer serve(NbdTls tls) throws IOException {
    return NbdServer.builder(disk)
        .tls(tls)
        .listenTcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** The server's address for a client that has this one's certificate. */
  private String uri(NbdServer server, String client) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("as-" + client));
    for (String file : List.of("ca-cert.pem", client + "-cert.pem", client + "-key.pem")) {
      String name = file.replace(client, "client");
      if (!Files.exists(folder.resolve(name))) {
        Files.copy(dir.resolve(file), folder.resolve(name));
      }
    }
    return server.uri() + "?tls-certificates=" + folder;
  }

  @Test
  void shouldServeOverTls() throws Exception {
    byte[] data = new byte[SECTORS * 512];
    new Random(1).nextBytes(data);
    Path original = Files.write(dir.resolve("original"), data);
    try (NbdServer server = serve(tls(Optional.empty(), List.of()))) {
      Tool.ok(dir, "nbdcopy", original.toString(), uri(server, "client"));
      Tool.ok(dir, "nbdcopy", uri(server, "client"), dir.resolve("copy").toString());
    }
    assertArrayEquals(data, disk.peek(0, SECTORS));
    assertEquals(-1, Files.mismatch(original, dir.resolve("copy")));
  }

  @Test
  void shouldServeOnlyNamesThatAreAllowed() throws Exception {
    Path authority = dir.resolve("ca-cert.pem");
    try (NbdServer server = serve(tls(Optional.of(authority), List.of("client")))) {
      Tool.ok(dir, "nbdinfo", uri(server, "client"));
      assertNotEquals(0, Tool.run(dir, "nbdinfo", uri(server, "stranger")).code());
    }
  }

  @Test
  void shouldServeNobodyWithoutCertificate() throws Exception {
    Path authority = dir.resolve("ca-cert.pem");
    try (NbdServer server = serve(tls(Optional.of(authority), List.of()))) {
      Path folder = Files.createDirectory(dir.resolve("anonymous"));
      Files.copy(authority, folder.resolve("ca-cert.pem"));
      String uri = server.uri() + "?tls-certificates=" + folder;
      assertNotEquals(0, Tool.run(dir, "nbdinfo", uri).code());
    }
  }

  @Test
  void shouldServeNobodyWithoutTls() throws Exception {
    try (NbdServer server = serve(tls(Optional.empty(), List.of()))) {
      try (RawClient client = RawClient.greeted(server.address())) {
        client.option(Protocol.OPT_LIST, new byte[0]);
        assertEquals(Protocol.REP_ERR_TLS_REQD, client.optionReply().type());
        client.option(Protocol.OPT_GO, new byte[6]);
        assertEquals(Protocol.REP_ERR_TLS_REQD, client.optionReply().type());
        client.option(Protocol.OPT_EXPORT_NAME, new byte[0]);
        client.awaitClose();
      }
      String plain = server.uri().replace("nbds:", "nbd:");
      assertNotEquals(0, Tool.run(dir, "nbdinfo", plain).code());
    }
  }

  @Test
  void shouldDropWhatFollowsStartTlsUnsealed() throws Exception {
    try (NbdServer server = serve(tls(Optional.empty(), List.of()));
        RawClient client = RawClient.greeted(server.address())) {
      client.option(Protocol.OPT_STARTTLS, new byte[0]);
      client.expectAck();
      client.option(Protocol.OPT_GO, new byte[6]);
      client.awaitClose();
    }
  }

  @Test
  void shouldListenToOthersOnlyWithTls() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NbdServer.builder(disk).listenTcp(new InetSocketAddress("0.0.0.0", 0)));
    assertTrue(String.valueOf(e.getMessage()).contains("without TLS"), e::toString);
  }
}

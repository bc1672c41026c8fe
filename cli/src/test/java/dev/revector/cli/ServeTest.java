package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code revector serve} in a process of its own, since signals end it. */
@Timeout(60)
class ServeTest {
  private static final byte[] DATA = new byte[512];

  @TempDir Path dir;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    Arrays.fill(DATA, (byte) 7);
    for (String name : List.of("main", "spare")) {
      try (RandomAccessFile file = new RandomAccessFile(dir.resolve(name).toFile(), "rw")) {
        file.setLength(4 << 20);
      }
    }
    Run.of(withPair("create", "--yes")).expect(ExitCode.OK);
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  private String[] withPair(String command, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(
        List.of(
            command,
            "--main",
            dir.resolve("main").toString(),
            "--spare",
            dir.resolve("spare").toString()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private Path socket() {
    return dir.resolve("socket");
  }

  /** Starts a server and waits until it is ready. */
  private Process serve(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(withPair("serve", "--socket", socket().toString())));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(dir.resolve("err").toFile()).start();
    processes.add(process);
    BufferedReader out = process.inputReader();
    assertEquals("listening on nbd+unix:///?socket=" + socket(), out.readLine());
    return process;
  }

  /** Writes a sector of DATA with FUA, over the wire, and waits for the answer. */
  private void write(long lba) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      var in = Channels.newInputStream(channel);
      in.readNBytes(18);
      send(
          channel,
          ByteBuffer.allocate(20).putInt(3).putLong(0x49484156454F5054L).putInt(1).putInt(0));
      in.readNBytes(10);
      send(
          channel,
          ByteBuffer.allocate(28 + 512)
              .putInt(0x25609513)
              .putShort((short) 1)
              .putShort((short) 1)
              .putLong(99)
              .putLong(lba * 512)
              .putInt(512)
              .put(DATA));
      ByteBuffer reply = ByteBuffer.wrap(in.readNBytes(16));
      assertEquals(0x67446698, reply.getInt());
      assertEquals(0, reply.getInt());
      assertEquals(99, reply.getLong());
    }
  }

  private static void send(SocketChannel channel, ByteBuffer message) throws IOException {
    message.flip();
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  private void assertHolds(byte[] data, long lba) {
    byte[] read = Run.of(withPair("read", Long.toString(lba), "1")).expect(ExitCode.OK).bytes();
    assertArrayEquals(data, read);
  }

  @Test
  void shouldFlushAndExitWithZeroOnTerm() throws Exception {
    Process process = serve("--events");
    write(10);
    process.destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(dir.resolve("err")));
    assertFalse(Files.exists(socket()));
    String events = Files.readString(dir.resolve("err"));
    assertTrue(events.contains("client connected: local"), events);
    assertHolds(DATA, 10);
  }

  @Test
  void shouldKeepWhatWasDurableWhenKilledAndReplaceTheDeadSocket() throws Exception {
    Process process = serve();
    write(11);
    process.destroyForcibly();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertTrue(Files.exists(socket()));
    assertHolds(DATA, 11);
    serve();
    write(12);
  }

  @Test
  void shouldRefuseWhatIsInUse() throws Exception {
    serve();
    Run.of(withPair("serve", "--socket", dir.resolve("other").toString()))
        .expectError(ExitCode.CANNOT_OPEN, "main");
    Run.of(withPair("serve", "--read-only", "--socket", dir.resolve("other").toString()))
        .expectError(ExitCode.CANNOT_OPEN, dir.resolve("spare").toString(), "open for writing");
    assertFalse(Files.exists(dir.resolve("other")));
    write(13);
  }

  @Test
  void shouldServeReadersBesideEachOther() throws Exception {
    serve("--read-only");
    Run.of(withPair("serve", "--read-only", "--socket", socket().toString()))
        .expectError(ExitCode.CANNOT_OPEN, socket().toString(), "listens there already");
    assertHolds(new byte[512], 13);
  }

  @Test
  void shouldSayWhoMayWriteMeanwhile() {
    String help = Run.of("serve", "--help").expect(ExitCode.OK).out();
    assertTrue(help.contains("no writer may be"), help);
  }

  @Test
  void shouldRefuseOtherHostsWithoutTls() {
    Run.of(withPair("serve", "--listen", "0.0.0.0:0"))
        .expectError(ExitCode.USAGE, "without TLS", "certificate");
    Run.of(withPair("serve", "--listen", "127.0.0.1:0", "--tls-allow", "x"))
        .expectError(ExitCode.USAGE, "--tls-cert");
    Run.of(withPair("serve", "--listen", "nowhere")).expectError(ExitCode.USAGE, "HOST:PORT");
  }
}

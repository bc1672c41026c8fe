package dev.revector.nbd;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Describes a server. Not thread-safe.
 *
 * @since 0.1
 */
public final class NbdServerBuilder {
  private static final long DEFAULT_MEMORY = 256L << 20;

  private final BlockDevice device;
  private String name = "";
  private String description = "";
  private boolean readOnly;
  private @Nullable NbdTls tls;
  private Duration timeout = Duration.ofSeconds(30);
  private long memoryBytes = defaultMemory();
  private int maxConnections = 256;
  private int depth = 16;
  private ThreadFactory threads = Thread.ofPlatform().daemon().name("nbd-", 0).factory();
  private NbdListener listener = new NbdListener() {};

  NbdServerBuilder(BlockDevice device) {
    this.device = device;
  }

  /** Direct memory is limited to the size of the heap unless the JVM is told otherwise. */
  private static long defaultMemory() {
    long half = Runtime.getRuntime().maxMemory() / 2;
    return Math.max(Protocol.MAX_PAYLOAD, Math.min(DEFAULT_MEMORY, half));
  }

  /**
   * The export's name, at most 4096 bytes of UTF-8; default the empty one, which clients assume.
   */
  public NbdServerBuilder name(String exportName) {
    checkText(exportName);
    this.name = exportName;
    return this;
  }

  /** What clients show to people, at most 4096 bytes of UTF-8; default empty. */
  public NbdServerBuilder description(String text) {
    checkText(text);
    this.description = text;
    return this;
  }

  /** Refuses every write; default false. */
  public NbdServerBuilder readOnly(boolean only) {
    this.readOnly = only;
    return this;
  }

  /** Serves over TLS and nobody without it. */
  public NbdServerBuilder tls(NbdTls certificates) {
    this.tls = certificates;
    return this;
  }

  /**
   * How long a handshake may take, a message once it has begun, and the client to take a reply; of
   * long ones, each MiB. Default 30 s. A client may be idle for ever.
   */
  public NbdServerBuilder timeout(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("no valid timeout: timeout=" + limit);
    }
    this.timeout = limit;
    return this;
  }

  /**
   * Bound on the data of all requests that are being served, in bytes, at least 32 MiB; one
   * connection gets a quarter of it, or 32 MiB. Default 256 MiB, or half the heap's limit if that
   * is less.
   */
  public NbdServerBuilder memoryBytes(long bytes) {
    if (bytes < Protocol.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "memory is too small: memoryBytes="
              + bytes
              + ", expected at least="
              + Protocol.MAX_PAYLOAD);
    }
    this.memoryBytes = bytes;
    return this;
  }

  /** Most connections at a time; more are dropped at once. Default 256. */
  public NbdServerBuilder maxConnections(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("no valid number: maxConnections=" + count);
    }
    this.maxConnections = count;
    return this;
  }

  /** Most requests of one connection that are with the device at a time. Default 16. */
  public NbdServerBuilder depth(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("no valid number: depth=" + count);
    }
    this.depth = count;
    return this;
  }

  /**
   * What makes the threads that serve. Default platform threads: a disk that takes seconds over a
   * bad sector holds its thread, and of the few carriers that virtual threads share, a handful of
   * bad sectors would take all. Virtual ones suit many clients of a device that never blocks long.
   * A client for whom it gives none, or fails, is dropped.
   */
  public NbdServerBuilder threads(ThreadFactory factory) {
    this.threads = factory;
    return this;
  }

  /** Who hears of connections. */
  public NbdServerBuilder listener(NbdListener hearer) {
    this.listener = hearer;
    return this;
  }

  /**
   * Listens on a Unix socket. A socket that a dead server left there is replaced.
   *
   * @throws java.nio.file.FileSystemException if a server listens there, or something else is there
   */
  public NbdServer listenUnix(Path path) throws IOException {
    return start(Listening.unix(path));
  }

  /**
   * Listens on a TCP port; 0 lets the system choose.
   *
   * @throws IllegalArgumentException if the address is not loopback and there is no TLS
   */
  public NbdServer listenTcp(InetSocketAddress address) throws IOException {
    return start(Listening.tcp(address, tls != null));
  }

  private NbdServer start(ServerSocketChannel socket) throws IOException {
    boolean started = false;
    try {
      NbdServer server = server(socket);
      server.start();
      started = true;
      return server;
    } finally {
      if (!started) {
        socket.close();
      }
    }
  }

  private NbdServer server(ServerSocketChannel socket) throws IOException {
    BufferPool pool = new BufferPool(memoryBytes, () -> device.allocate(BufferPool.LARGEST));
    Settings settings =
        new Settings(
            name,
            description,
            readOnly,
            tls,
            Deadline.nanos(timeout),
            memoryBytes,
            maxConnections,
            depth,
            threads,
            listener);
    return new NbdServer(
        device, socket, new Hub(settings, new Export(device, readOnly, pool), pool));
  }

  private static void checkText(String text) {
    int bytes = Texts.bytes(text).length;
    if (bytes > Texts.MOST_BYTES) {
      throw new IllegalArgumentException(
          "text is too long: bytes=" + bytes + ", expected at most=" + Texts.MOST_BYTES);
    }
  }
}

package dev.revector.nbd;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Serves a device to NBD clients until it is closed. The device stays the caller's: close it after
 * the server.
 *
 * <p>All methods may be called by any thread.
 *
 * @since 0.1
 */
public final class NbdServer implements AutoCloseable {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 10_000_000;

  private final BlockDevice device;
  private final ServerSocketChannel socket;
  private final SocketAddress address;
  private final @Nullable SocketFile file;
  private final Hub hub;
  private final boolean writable;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  NbdServer(BlockDevice device, ServerSocketChannel socket, Hub hub) throws IOException {
    this.device = device;
    this.socket = socket;
    this.address = socket.getLocalAddress();
    this.file =
        address instanceof UnixDomainSocketAddress unix ? SocketFile.at(unix.getPath()) : null;
    this.hub = hub;
    this.writable = !hub.export().rules().readOnly();
  }

  /** Begins a server for this device. */
  public static NbdServerBuilder builder(BlockDevice device) {
    return new NbdServerBuilder(device);
  }

  void start() {
    Thread.ofPlatform().daemon().name("nbd-watch").start(hub::watch);
    Thread.ofPlatform().daemon().name("nbd-accept").start(this::accept);
  }

  private void accept() {
    while (!hub.isClosing()) {
      try {
        admit(socket.accept());
      } catch (IOException | OutOfMemoryError e) {
        if (!socket.isOpen()) {
          return;
        }
        // Most likely out of descriptors or memory: those who leave make room.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void admit(SocketChannel client) throws IOException {
    boolean passed = false;
    try {
      if (address instanceof InetSocketAddress) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
      hub.admit(new SocketWire(client), name(client));
      passed = true;
    } finally {
      // Some systems refuse options on a connection that its peer has reset.
      if (!passed) {
        client.close();
      }
    }
  }

  private static String name(SocketChannel client) throws IOException {
    SocketAddress remote = client.getRemoteAddress();
    return remote instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : "local";
  }

  /** Where it listens; with the port that the system chose if none was given. */
  public SocketAddress address() {
    return address;
  }

  /** The address as an NBD URI, which clients take. */
  public String uri() {
    return NbdUri.of(address, hub.settings().name(), hub.settings().tls() != null);
  }

  /** How many clients are connected. */
  public int connections() {
    return hub.size();
  }

  /** {@link #close(Duration)} with half a minute. */
  @Override
  public void close() throws IOException {
    close(DEFAULT_GRACE);
  }

  /**
   * Stops: takes no more connections and requests, answers the requests that were taken, drops the
   * clients and flushes the device. A request counts as taken once its device has been asked, or is
   * about to be; what a client has sent beyond that is not begun. Over TCP, answers that are still
   * on their way to a client that goes on sending may not reach it.
   *
   * <p>Closing twice does nothing, but while another thread closes, a call waits for it.
   *
   * @param grace how long to wait for the requests, or for the other thread; requests that are left
   *     then go on without a client
   * @throws IOException if the flush fails, or the socket can't be removed; all else is done then
   */
  public void close(Duration grace) throws IOException {
    long nanos = Deadline.nanos(grace);
    if (!closing.compareAndSet(false, true)) {
      awaitClosed(nanos);
      return;
    }
    try {
      stopListening();
    } finally {
      try {
        end(nanos);
      } finally {
        closed.countDown();
      }
    }
  }

  private void stopListening() throws IOException {
    try {
      if (file != null) {
        file.remove(); // before anybody else finds that nobody listens there
      }
    } finally {
      socket.close();
    }
  }

  private void awaitClosed(long nanos) {
    try {
      closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(long nanos) throws IOException {
    boolean interrupted = false;
    try {
      hub.finish(nanos);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    hub.drop();
    if (writable) {
      device.flush();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

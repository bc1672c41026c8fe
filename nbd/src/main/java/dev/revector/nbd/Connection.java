package dev.revector.nbd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One client, from the greeting to the end. */
final class Connection {
  /** How long a worker may keep the reading role while it serves. */
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Hub hub;
  private final Wire socket;
  private final String client;
  private final Deadline handshake;
  private final Deadline input;
  private final Deadline output;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile @Nullable Transmission transmission;
  private volatile Wire wire;
  private volatile boolean dropped;

  Connection(Hub hub, Wire socket, String client) {
    this.hub = hub;
    this.socket = socket;
    this.wire = socket;
    this.client = client;
    this.handshake = hub.deadline();
    this.input = hub.deadline();
    this.output = hub.deadline();
    handshake.begin();
  }

  /** Serves the client; returns when this thread has nothing left to do, which may be earlier. */
  void run() {
    boolean begun = false;
    try {
      Transmission started = begin();
      if (started != null) {
        begun = true;
        started.run();
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      if (!begun) {
        end();
      }
    }
  }

  private @Nullable Transmission begin() throws IOException {
    Handshake dialogue =
        new Handshake(socket, input, hub.info(), hub.settings().tls(), hub::isClosing);
    Session session = dialogue.run();
    handshake.end();
    if (session == null) {
      return null;
    }
    wire = dialogue.wire();
    hub.settings().listener().connected(client);
    Transmission next =
        new Transmission(wire, dialogue.input(), output, hub, session, this::isOver, this::end);
    transmission = next;
    if (hub.isClosing()) {
      wire.endInput();
    }
    return next;
  }

  private boolean isOver() {
    return dropped || hub.isClosing();
  }

  private void end() {
    Transmission ended = transmission;
    Throwable why = ended == null ? null : ended.failure();
    if (why != null) {
      failure.compareAndSet(null, why);
    }
    socket.close();
    hub.remove(this);
    hub.settings().listener().disconnected(client, hub.isClosing() ? null : failure.get());
  }

  /** Takes no more requests; those that were taken are finished. */
  void finish() {
    wire.endInput();
  }

  /** Drops the client. */
  void drop() {
    dropped = true;
    socket.close();
  }

  /** Called by the watchdog; true if the client was active since the last time. */
  boolean watch(long now) {
    if (handshake.expired() || input.expired() || output.expired()) {
      failure.compareAndSet(
          null, new SocketTimeoutException("the client kept the server waiting too long"));
      drop();
      return false;
    }
    Transmission current = transmission;
    return current != null && current.oversee(now - BUSY_NANOS);
  }
}

package dev.revector.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection after its handshake: workers read requests, serve them and send the replies, in
 * whatever order they are ready. Who reads is a matter of {@link Role}.
 */
final class Transmission {
  /** Requests of a connection that are read and not yet answered. */
  private static final int MOST_UNANSWERED = 256;

  /** Replies that are kept back while the next request is there already. */
  private static final int MOST_UNSENT = 8;

  /**
   * Bytes of data that are with the device at a time beyond which no other worker reads on, unless
   * the device is slow: more would only push each other out of the processor's caches.
   */
  private static final long MOST_SERVED = 2 << 20;

  /** A reply with more data is not kept back. */
  private static final int SMALL_REPLY = 64 << 10;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Wire wire;
  private final Hub hub;
  private final Session session;
  private final BooleanSupplier over;
  private final Runnable finished;
  private final Runnable worker = this::run; // made now: later there may be no memory for it
  private final Requests requests;
  private final Sender sender;
  private final Runnable flusher;
  private final Semaphore unanswered = new Semaphore(MOST_UNANSWERED);
  private final Role role = new Role();
  private final Pace pace = new Pace();
  private final AtomicInteger workers = new AtomicInteger(1);
  private final BooleanSupplier mayGrow = this::mayGrow;
  private final AtomicLong served = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private int unsent;
  private long seenBusy;

  /**
   * Begins after the handshake.
   *
   * @param over true when no request is to be taken any more, whatever the client has sent
   * @param finished called once, by the last worker; closes the wire
   */
  Transmission(
      Wire wire,
      Input input,
      Deadline outputDeadline,
      Hub hub,
      Session session,
      BooleanSupplier over,
      Runnable finished) {
    this.wire = wire;
    this.hub = hub;
    this.session = session;
    this.over = over;
    this.finished = finished;
    this.sender = new Sender(wire, outputDeadline, unanswered::release);
    this.flusher = sender::flush;
    Semaphore share = BufferPool.share(hub.settings().connectionBytes());
    this.requests =
        new Requests(input, hub.export().rules(), session, hub.pool(), share, this::flush);
  }

  /** Is a worker that has been given the role: returns when there is nothing left for it. */
  void run() {
    work(role.turn());
  }

  /** Why the connection ended, null if the client or the server wanted it to. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /**
   * Lets another worker read if the one that does has been busy since before {@code limit}.
   *
   * @return true if some worker has been busy since the last call; for one caller only
   */
  boolean oversee(long limit) {
    if (role.take(limit)) {
      pass();
      if (sender.hasQueued()) {
        hub.start(flusher); // nobody may be left to send them, and this thread must not wait
      }
      return true;
    }
    long last = role.busySince();
    boolean active = last != seenBusy;
    seenBusy = last;
    return active;
  }

  private void work(long first) {
    try {
      long turn = first;
      while (turn != Role.NONE) {
        turn = step(turn);
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      role.end();
      wire.close();
    } finally {
      leave();
    }
  }

  /** Reads and serves one request; returns the turn to go on with. */
  private long step(long turn) throws IOException {
    Request request = read();
    if (request == null) {
      role.end();
      return Role.NONE;
    }
    int bytes = request.dataBytes();
    boolean quick = pace.isQuick(request);
    long all = served.addAndGet(bytes);
    boolean keeps = quick || isBetterAlone(request, bytes, all);
    long begun = System.nanoTime();
    if (keeps) {
      role.beginBusy(turn, begun);
    } else {
      unsent = 0;
      pass();
    }
    if (!quick) {
      sender.flush();
    }
    Reply reply = hub.export().serve(request, session);
    pace.served(request, System.nanoTime() - begun);
    served.addAndGet(-bytes);
    sender.add(reply);
    if (keeps && role.endBusy(turn)) {
      if (++unsent >= MOST_UNSENT || bytes > SMALL_REPLY) {
        flush();
      }
      return turn;
    }
    sender.flush();
    return role.claim(IDLE_NANOS);
  }

  /**
   * True if another reader would most likely find nothing, or nothing that it should begin now.
   * Should this request take long after all, the role is taken from its worker.
   *
   * @param all bytes that are with the device, this request's too
   */
  private boolean isBetterAlone(Request request, int bytes, long all) {
    boolean only = bytes > 0 && all == bytes && !request.has(Protocol.FLAG_FUA);
    return all > MOST_SERVED || (only && !requests.isReady());
  }

  private @Nullable Request read() throws IOException {
    if (!unanswered.tryAcquire()) {
      flush();
      unanswered.acquireUninterruptibly();
    }
    Request request = null;
    try {
      if (over.getAsBoolean() || failure.get() != null || sender.broken() != null) {
        return null; // what is buffered still must not be begun for a client that is gone
      }
      request = requests.next();
      return request;
    } catch (EOFException e) {
      if (over.getAsBoolean()) {
        return null; // the server itself ended the input: this request was not taken
      }
      throw e;
    } finally {
      if (request == null) {
        unanswered.release();
      }
    }
  }

  /** Sends what was kept back; for the holder of the role. */
  private void flush() {
    unsent = 0;
    sender.flush();
  }

  private void pass() {
    if (role.pass(mayGrow) && !hub.start(worker)) {
      role.pass(Transmission::mayNotGrow); // those that are there go on
      if (!isLast()) {
        return;
      }
      wire.close(); // the watchdog, which is no worker, must not wait for the peer
      end();
    }
  }

  /** Counts a new worker in, if there may be one; never after the last has left. */
  private boolean mayGrow() {
    int depth = hub.settings().depth();
    int seen = workers.get();
    if (seen >= depth || !hub.moreWorkers().tryAcquire()) {
      return false;
    }
    while (seen > 0 && seen < depth) {
      if (workers.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = workers.get();
    }
    hub.moreWorkers().release();
    return false;
  }

  private static boolean mayNotGrow() {
    return false;
  }

  private void leave() {
    if (isLast()) {
      end();
    }
  }

  /** Counts a worker out; true if it was the last one. */
  private boolean isLast() {
    if (workers.decrementAndGet() == 0) {
      return true;
    }
    hub.moreWorkers().release();
    return false;
  }

  private void end() {
    try {
      sender.finish();
      failure.compareAndSet(null, sender.broken());
    } finally {
      finished.run();
    }
  }
}

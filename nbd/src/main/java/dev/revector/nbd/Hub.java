package dev.revector.nbd;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What all connections of a server share, and the connections. Any thread may use it. */
final class Hub {
  /** Workers of all connections beyond the first of each. */
  private static final int MORE_WORKERS = 512;

  private static final long ACTIVE_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long IDLE_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final Settings settings;
  private final Export export;
  private final ExportInfo info;
  private final BufferPool pool;
  private final Semaphore moreWorkers = new Semaphore(MORE_WORKERS);
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  Hub(Settings settings, Export export, BufferPool pool) {
    this.settings = settings;
    this.export = export;
    this.pool = pool;
    this.info = new ExportInfo(settings.name(), settings.description(), export);
  }

  Settings settings() {
    return settings;
  }

  Export export() {
    return export;
  }

  ExportInfo info() {
    return info;
  }

  BufferPool pool() {
    return pool;
  }

  Semaphore moreWorkers() {
    return moreWorkers;
  }

  Deadline deadline() {
    return new Deadline(System::nanoTime, settings.timeoutNanos());
  }

  boolean isClosing() {
    return closing;
  }

  /** How many clients there are. */
  int size() {
    return connections.size();
  }

  /** Serves a new client in a thread of its own; drops it when it is too many or there is none. */
  void admit(Wire socket, String client) {
    if (closing || connections.size() >= settings.maxConnections()) {
      socket.close();
      return;
    }
    Connection connection = new Connection(this, socket, client);
    Runnable task = connection::run;
    connections.add(connection);
    if (!start(task)) {
      remove(connection);
      socket.close();
    } else if (closing) {
      connection.finish();
    }
  }

  /**
   * Runs the task in a thread of its own; false if there is none to be had: the caller's factory
   * may give null or fail, and Java throws an OutOfMemoryError when the system has no more threads.
   */
  boolean start(Runnable task) {
    try {
      Thread thread = settings.threads().newThread(task);
      if (thread == null) {
        return false;
      }
      thread.start();
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      return false;
    }
  }

  void remove(Connection connection) {
    connections.remove(connection);
    if (closing && connections.isEmpty()) {
      ended.countDown();
    }
  }

  /** Takes no more requests; returns when those that were taken are answered, or time is up. */
  boolean finish(long nanos) throws InterruptedException {
    closing = true;
    connections.forEach(Connection::finish);
    if (connections.isEmpty()) {
      ended.countDown();
    }
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Drops all clients. */
  void drop() {
    connections.forEach(Connection::drop);
  }

  /** Looks after the connections until the server has ended. */
  void watch() {
    while (ended.getCount() > 0) {
      boolean active = true;
      try {
        active = watchAll();
      } catch (OutOfMemoryError e) {
        // Those who leave make room; the next round is soon.
      }
      LockSupport.parkNanos(active ? ACTIVE_PAUSE : IDLE_PAUSE);
    }
  }

  /** True if some client was active since the last time. */
  private boolean watchAll() {
    boolean active = false;
    long now = System.nanoTime();
    for (Connection connection : connections) {
      active |= connection.watch(now);
    }
    return active;
  }
}

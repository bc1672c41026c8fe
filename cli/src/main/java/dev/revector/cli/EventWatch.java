package dev.revector.cli;

import dev.revector.MapRun;
import dev.revector.MetadataStatus;
import dev.revector.PairStatus;
import dev.revector.RemapTarget;
import dev.revector.nbd.NbdListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells on standard error what happens to a pair while it is served, as text or as JSON lines. It
 * looks twice a second, and at the map only after a commit, so that I/O pays nothing for it.
 */
final class EventWatch implements NbdListener, AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Events of clients that wait to be told; those that come when it is full are not told. */
  private static final int MOST_WAITING = 1000;

  private static final long CLOSE_MILLIS = 5000;

  private final RemapTarget target;
  private final Console console;
  private final boolean json;
  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = Thread.ofPlatform().daemon().name("events").unstarted(this::watch);
  private final Map<Integer, MetadataStatus.CopyState> copies = new HashMap<>();
  private List<MapRun> runs;
  private long sequence;
  private PairStatus.State state;
  private volatile boolean closed;

  private EventWatch(RemapTarget target, Console console, boolean json) {
    this.target = target;
    this.console = console;
    this.json = json;
    PairStatus status = target.status();
    this.sequence = status.metadata().sequence();
    this.state = status.state();
    this.runs = allRuns();
    status.metadata().copies().forEach(copy -> copies.put(copy.index(), copy.state()));
  }

  /** Begins to watch; what is so already is not told. */
  static EventWatch start(RemapTarget target, Console console, boolean json) {
    EventWatch watch = new EventWatch(target, console, json);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      long next = System.nanoTime() + PAUSE_NANOS;
      while (!closed) {
        Runnable telling = waiting.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (telling != null) {
          telling.run();
        }
        if (System.nanoTime() - next >= 0) {
          look();
          next = System.nanoTime() + PAUSE_NANOS;
        }
      }
      waiting.forEach(Runnable::run);
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    PairStatus status = target.status();
    if (status.metadata().sequence() != sequence) {
      sequence = status.metadata().sequence();
      List<MapRun> now = allRuns();
      MapDiff.news(runs, now).forEach(run -> tell(Event.of(run)));
      runs = now;
    }
    for (MetadataStatus.Copy copy : status.metadata().copies()) {
      if (copies.put(copy.index(), copy.state()) != copy.state()) {
        tell(Event.ofCopy(copy.index(), Json.word(copy.state())));
      }
    }
    if (status.state() != state) {
      state = status.state();
      tell(Event.ofState(Json.word(state)));
    }
  }

  private List<MapRun> allRuns() {
    return target.runs(0, target.geometry().sectors());
  }

  /** Called by a thread that serves, which must not wait for whoever reads standard error. */
  @Override
  public void connected(String client) {
    waiting.offer(() -> tell(Event.ofClient("connected", client, null)));
  }

  @Override
  public void disconnected(String client, @Nullable Throwable cause) {
    waiting.offer(() -> tell(Event.ofClient("disconnected", client, cause)));
  }

  private void tell(Event event) {
    if (!json) {
      console.message(event.text());
      return;
    }
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      Json.write(line, event, false);
      console.message(line.toString(StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      console.message(event.text()); // can't happen in memory
    }
  }

  /** Tells what is left to tell, and ends; not if nobody reads it. */
  @Override
  public void close() {
    closed = true;
    waiting.offer(() -> {}); // wakes it
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

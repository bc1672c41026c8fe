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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells on standard error what happens to a pair while it is served, as text or as JSON lines. It
 * looks twice a second, and at the map only after a commit, so that I/O pays nothing for it.
 */
final class EventWatch implements NbdListener, AutoCloseable {
  private static final long PAUSE_MILLIS = 500;

  private final RemapTarget target;
  private final Console console;
  private final boolean json;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("events").unstarted(this::watch);
  private final Map<Integer, MetadataStatus.CopyState> copies = new HashMap<>();
  private List<MapRun> runs;
  private long sequence;
  private PairStatus.State state;

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
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
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

  @Override
  public void connected(String client) {
    tell(Event.ofClient("connected", client, null));
  }

  @Override
  public void disconnected(String client, @Nullable Throwable cause) {
    tell(Event.ofClient("disconnected", client, cause));
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

  /** Tells what is left to tell, and ends. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.SectorState;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened while a pair was served. What does not apply is null.
 *
 * @param event remapped, pending, lost, copy, state, connected or disconnected
 * @param lba first sector
 * @param count number of sectors
 * @param spare index of the spare
 * @param spareSector first sector there
 * @param reason why
 * @param copy number of a metadata copy
 * @param state of the copy or of the pair
 * @param client which client
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Event(
    String event,
    @Nullable Long lba,
    @Nullable Integer count,
    @Nullable Integer spare,
    @Nullable Long spareSector,
    @Nullable String reason,
    @Nullable Integer copy,
    @Nullable String state,
    @Nullable String client) {

  static Event of(MapRun run) {
    boolean mapped = run.state() == SectorState.MAPPED;
    String word =
        switch (run.state()) {
          case MAPPED -> "remapped";
          case LOST -> "lost";
          case PENDING, MAPPED_PENDING -> "pending";
        };
    return new Event(
        word,
        run.lba(),
        run.count(),
        mapped ? run.spare() : null,
        mapped ? run.spareSector() : null,
        run.reason().label(),
        null,
        null,
        null);
  }

  static Event ofCopy(int index, String state) {
    return new Event("copy", null, null, null, null, null, index, state, null);
  }

  static Event ofState(String state) {
    return new Event("state", null, null, null, null, null, null, state, null);
  }

  static Event ofClient(String event, String client, @Nullable Throwable cause) {
    String reason = cause == null ? null : Failure.oneLine(String.valueOf(cause.getMessage()));
    return new Event(event, null, null, null, null, reason, null, null, client);
  }

  /** The event in words. */
  String text() {
    String why = reason == null ? "" : " (" + reason + ")";
    if (client != null) {
      return "client " + event + ": " + client + why;
    }
    if (lba == null || count == null) {
      return copy == null ? "the pair is " + state : "metadata copy " + copy + " is " + state;
    }
    String sectors = (count == 1 ? "sector " : "sectors ") + new Extent(lba, count);
    if (spareSector == null) {
      return event + " " + sectors + why;
    }
    return event + " " + sectors + " to spare " + spare + " at " + spareSector + why;
  }
}

package dev.revector.internal;

import dev.revector.MapRun;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts a range of sectors into stretches that the map says the same of. */
final class Segments {
  private Segments() {}

  /** Takes one stretch. */
  interface Visitor {
    /** Sectors {@code [from, to)}; {@code run} covers exactly these, null when not in the map. */
    void visit(long from, long to, @Nullable MapRun run) throws IOException;
  }

  /** Visits the stretches of {@code [from, to)} in ascending order. */
  static void walk(RemapTable table, long from, long to, Visitor visitor) throws IOException {
    long at = from;
    while (at < to) {
      MapRun run = table.next(at);
      long clearEnd = run == null ? to : Math.min(to, run.lba());
      if (at < clearEnd) {
        visitor.visit(at, clearEnd, null);
        at = clearEnd;
      } else if (run != null) {
        MapRun part = run.slice(at, to);
        visitor.visit(at, part.end(), part);
        at = part.end();
      }
    }
  }
}

package dev.revector.nbd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Guesses whether a request will be quick, from how long those before it took: so quick that to
 * wake another thread meanwhile is not worth it. Reads and writes, small and large ones are guessed
 * apart. What counts is the upper quartile: three of four requests must be quick, and how slow the
 * others were, for the disk or because another process had the processor, does not matter.
 *
 * <p>Any thread may use it; an update that is lost to another does no harm.
 */
final class Pace {
  /** To wake another thread costs about this much. */
  private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(60);

  /** Larger requests count by how long each so many bytes of them take. */
  private static final int SMALL = 64 << 10;

  /** What copying in memory takes at most; a disk that fast is served better side by side. */
  private static final long QUICK_PIECE_NANOS = TimeUnit.MICROSECONDS.toNanos(16);

  private final Quartile smallReads = new Quartile(QUICK_NANOS);
  private final Quartile largeReads = new Quartile(QUICK_PIECE_NANOS);
  private final Quartile smallWrites = new Quartile(QUICK_NANOS);
  private final Quartile largeWrites = new Quartile(QUICK_PIECE_NANOS);

  /** True if the request is of a kind that is quick. */
  boolean isQuick(Request request) {
    Quartile kind = kind(request);
    return kind == null ? request.refusal() != 0 : kind.isQuick();
  }

  /** Takes note of a request that was served. */
  void served(Request request, long nanos) {
    Quartile kind = kind(request);
    if (kind != null) {
      long pieces = Math.max(1, request.length() / SMALL);
      kind.note(nanos / pieces);
    }
  }

  /** Null for what is not guessed. */
  private @Nullable Quartile kind(Request request) {
    if (request.refusal() != 0 || request.has(Protocol.FLAG_FUA)) {
      return null;
    }
    boolean small = request.length() <= SMALL;
    return switch (request.command()) {
      case Protocol.CMD_READ -> small ? smallReads : largeReads;
      case Protocol.CMD_WRITE -> small ? smallWrites : largeWrites;
      default -> null;
    };
  }

  /** Follows the upper quartile of durations. */
  private static final class Quartile {
    private final long limit;
    private final AtomicLong nanos;

    /** Begins as not quick. */
    Quartile(long limit) {
      this.limit = limit;
      this.nanos = new AtomicLong(limit);
    }

    boolean isQuick() {
      return nanos.get() < limit;
    }

    /**
     * Goes up by three steps or down by one, so it comes to rest where one of four is above; and
     * stays near the limit, so that a change of pace is noticed soon.
     */
    void note(long duration) {
      long before = nanos.get();
      long step = before / 16;
      long after = duration > before ? before + 3 * step : before - step;
      nanos.set(Math.clamp(after, limit / 8, 8 * limit));
    }
  }
}

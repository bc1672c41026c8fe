package dev.revector.devices.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Says where direct buffers lie in memory. Remembers those that it was asked for, since asking Java
 * each time would make garbage with each request: as many as callers keep in a pool. Where more
 * than {@link #ROW} fall on the same row of places, two of them displace each other, which costs
 * only that.
 *
 * <p>Thread-safe: what is remembered never changes, and is published with the array.
 */
final class Addresses {
  /** The buffer lies on the heap, or in an arena that somebody could close during a request. */
  static final long NONE = 0;

  /**
   * Hashes collide early: of 16 buffers two share one of 1024 places in every ninth process. Five
   * of them share a row in one of a million.
   */
  private static final int ROW = 4;

  /** A power of two, as {@link #ROW} is. */
  private static final int PLACES = 1024;

  /**
   * The scopes whose memory is only freed when nobody refers to it any more: those of {@link
   * ByteBuffer#allocateDirect} and of an automatic arena. Java has no name for them, so they are
   * told by their classes; if those should change, buffers are copied.
   */
  private static final Class<?> OF_BUFFERS = Arena.global().scope().getClass();

  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

  /** A buffer, and where its byte 0 lies. */
  private static final class Known extends WeakReference<ByteBuffer> {
    private final long start;

    Known(ByteBuffer buffer) {
      super(buffer);
      MemorySegment memory = MemorySegment.ofBuffer(buffer.duplicate().clear());
      Class<?> scope = memory.scope().getClass();
      start = scope == OF_BUFFERS || scope == AUTOMATIC ? memory.address() : NONE;
    }
  }

  /**
   * The address of a buffer's position, or {@link #NONE}. Good as long as the caller keeps the
   * buffer.
   */
  long of(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      return NONE;
    }
    Known known = known(buffer);
    return known.start == NONE ? NONE : known.start + buffer.position();
  }

  private Known known(ByteBuffer buffer) {
    int row = System.identityHashCode(buffer) & (PLACES - ROW);
    int free = row;
    for (int place = row; place < row + ROW; place++) {
      Known known = places.getAcquire(place);
      if (known == null || known.refersTo(null)) {
        free = place;
      } else if (known.refersTo(buffer)) {
        return known;
      }
    }
    Known known = new Known(buffer);
    places.setRelease(free, known);
    return known;
  }
}

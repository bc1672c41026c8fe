package dev.revector.devices.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/**
 * Says where a direct buffer lies in memory. Remembers the last buffer it was asked for, since
 * asking Java each time would make garbage with each request. One thread at a time.
 */
final class Addresses {
  /** The buffer lies on the heap, or in an arena that somebody could close during a request. */
  static final long NONE = 0;

  /**
   * The scopes whose memory is only freed when nobody refers to it any more: those of {@link
   * ByteBuffer#allocateDirect} and of an automatic arena. Java has no name for them, so they are
   * told by their classes; if those should change, buffers are copied.
   */
  private static final Class<?> OF_BUFFERS = Arena.global().scope().getClass();

  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

  private WeakReference<ByteBuffer> known = new WeakReference<>(null);
  private long start;

  /**
   * The address of a buffer's position, or {@link #NONE}. Good as long as the caller keeps the
   * buffer.
   */
  long of(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      return NONE;
    }
    if (!known.refersTo(buffer)) {
      MemorySegment memory = MemorySegment.ofBuffer(buffer.duplicate().clear());
      Class<?> scope = memory.scope().getClass();
      start = scope == OF_BUFFERS || scope == AUTOMATIC ? memory.address() : NONE;
      known = new WeakReference<>(buffer);
    }
    return start == NONE ? NONE : start + buffer.position();
  }
}

package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for the data of requests, with a bound on all that is lent out at a time. Any
 * thread may use it.
 *
 * <p>Data lies in pieces of 4 KiB to 1 MiB, so that a freed buffer fits the next request.
 */
final class BufferPool {
  static final int SMALLEST = 4 << 10;
  static final int LARGEST = 1 << 20;

  /** Buffers begin on multiples of this, so that a device for direct I/O takes them as they are. */
  private static final int PAGE = 4 << 10;

  /** Most bytes that are kept for later. */
  private static final long KEPT = 32 << 20;

  private final Supplier<ByteBuffer> largest;
  private final Semaphore units;

  /** By size; the last one that came back is lent first: the processor's caches still have it. */
  private final List<Deque<ByteBuffer>> idle = new ArrayList<>();

  private final AtomicLong kept = new AtomicLong();

  /**
   * Lends out at most so many bytes at a time.
   *
   * @param largest makes direct buffers of {@link #LARGEST} bytes, such as the device likes best
   */
  BufferPool(long bytes, Supplier<ByteBuffer> largest) {
    this.largest = largest;
    this.units = new Semaphore(unitsOf(bytes), true);
    for (int size = SMALLEST; size <= LARGEST; size *= 2) {
      idle.add(new ConcurrentLinkedDeque<>());
    }
  }

  /** A bound for one of the users of this pool. */
  static Semaphore share(long bytes) {
    return new Semaphore(unitsOf(bytes));
  }

  private static int unitsOf(long bytes) {
    return Math.toIntExact(bytes / SMALLEST);
  }

  /** Data of this length if that is possible without waiting, else null. */
  @Nullable Lease tryTake(int bytes, Semaphore share) {
    int wanted = unitsOf(capacity(bytes));
    if (!share.tryAcquire(wanted)) {
      return null;
    }
    if (!units.tryAcquire(wanted)) {
      share.release(wanted);
      return null;
    }
    return lease(bytes, wanted, share);
  }

  /** Data of this length, at least 1; waits until neither the share nor the pool is exceeded. */
  Lease take(int bytes, Semaphore share) {
    int wanted = unitsOf(capacity(bytes));
    share.acquireUninterruptibly(wanted);
    units.acquireUninterruptibly(wanted);
    return lease(bytes, wanted, share);
  }

  /** How much of the bound data of this length takes, in bytes. */
  static long capacity(int bytes) {
    long all = 0;
    for (int left = bytes; left > 0; left -= LARGEST) {
      all += pieceSize(left);
    }
    return all;
  }

  private static int pieceSize(int bytes) {
    if (bytes >= LARGEST) {
      return LARGEST;
    }
    return Math.max(SMALLEST, Integer.highestOneBit(2 * bytes - 1));
  }

  private Lease lease(int bytes, int permits, Semaphore share) {
    List<ByteBuffer> pieces = new ArrayList<>(1);
    try {
      for (int left = bytes; left > 0; left -= LARGEST) {
        pieces.add(piece(pieceSize(left)).limit(Math.min(left, LARGEST)));
      }
    } catch (OutOfMemoryError e) {
      end(pieces, permits, share);
      throw e;
    }
    return new Lease(this, pieces, bytes, permits, share);
  }

  private ByteBuffer piece(int size) {
    ByteBuffer found = idle.get(index(size)).poll();
    if (found == null) {
      return size == LARGEST ? largest.get() : ordinary(size);
    }
    kept.addAndGet(-size);
    return found.clear();
  }

  /** A direct buffer that begins with a page, which any device takes as it is. */
  static ByteBuffer ordinary(int size) {
    return ByteBuffer.allocateDirect(size + PAGE).alignedSlice(PAGE).slice(0, size);
  }

  private static int index(int size) {
    return Integer.numberOfTrailingZeros(size / SMALLEST);
  }

  private void giveBack(ByteBuffer piece) {
    if (kept.addAndGet(piece.capacity()) > KEPT) {
      kept.addAndGet(-piece.capacity());
    } else {
      idle.get(index(piece.capacity())).push(piece);
    }
  }

  /** Leaves all that is idle to the garbage collector, when memory is short. */
  void forget() {
    for (Deque<ByteBuffer> pieces : idle) {
      for (ByteBuffer piece = pieces.poll(); piece != null; piece = pieces.poll()) {
        kept.addAndGet(-piece.capacity());
      }
    }
  }

  void end(List<ByteBuffer> pieces, int permits, Semaphore share) {
    try {
      pieces.forEach(this::giveBack);
    } finally {
      units.release(permits);
      share.release(permits);
    }
  }
}

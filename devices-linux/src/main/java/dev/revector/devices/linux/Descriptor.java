package dev.revector.devices.linux;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file number, and what the system does with it. Every method returns the negated error
 * number on failure; interrupted calls are made again.
 *
 * <p>Thread-safe, but nobody may use it during or after {@link #close}.
 */
final class Descriptor implements Transfers.Target, Closeable {
  private static final long BUSY_PAUSE_NANOS = 1_000_000;

  private final int number;
  private final Pool<MemorySegment> states;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Descriptor(int number, Pool<MemorySegment> states) {
    this.number = number;
    this.states = states;
  }

  /** An open file, or the negated error number. */
  record Opened(int error, Descriptor descriptor) {}

  /**
   * Opens a path.
   *
   * @return the file; where {@code error} is not 0 it must not be used
   */
  static Opened open(String path, int flags) {
    Pool<MemorySegment> states = new Pool<>(64, Libc::newState);
    MemorySegment state = states.take();
    int number;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      do {
        number = Libc.open(state, name, flags | Abi.O_CLOEXEC);
      } while (number == -Errno.EINTR);
    }
    states.give(state);
    return new Opened(Math.min(number, 0), new Descriptor(number, states));
  }

  /** A call of the system, with the segment for its error number. */
  private interface Call {
    long run(MemorySegment state);
  }

  private long repeat(Call call) {
    MemorySegment state = states.take();
    try (Patience patience = new Patience(BUSY_PAUSE_NANOS)) {
      return Retry.run(() -> call.run(state), patience::pause);
    } finally {
      states.give(state);
    }
  }

  @Override
  public long read(long target, long bytes, long offset) {
    MemorySegment state = states.take();
    long result = Libc.pread(state, number, target, bytes, offset);
    states.give(state);
    if (Retry.isDue(result)) {
      return repeat(again -> Libc.pread(again, number, target, bytes, offset));
    }
    return result;
  }

  @Override
  public long write(long source, long bytes, long offset) {
    MemorySegment state = states.take();
    long result = Libc.pwrite(state, number, source, bytes, offset);
    states.give(state);
    if (Retry.isDue(result)) {
      return repeat(again -> Libc.pwrite(again, number, source, bytes, offset));
    }
    return result;
  }

  /** Where a file ends now. */
  long end() {
    MemorySegment state = states.take();
    long result = Libc.lseek(state, number, 0, Abi.SEEK_END);
    states.give(state);
    return result;
  }

  /** Makes what was written durable. An error is never tried again here. */
  int sync() {
    MemorySegment state = states.take();
    try {
      return Libc.fdatasync(state, number);
    } finally {
      states.give(state);
    }
  }

  /** Changes the room of a file. */
  int allocate(int mode, long offset, long bytes) {
    return (int) repeat(state -> Libc.fallocate(state, number, mode, offset, bytes));
  }

  /** Runs a request of a block device that takes an offset and a length in bytes. */
  int range(long request, long offset, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(ValueLayout.JAVA_LONG, 2);
      range.setAtIndex(ValueLayout.JAVA_LONG, 0, offset);
      range.setAtIndex(ValueLayout.JAVA_LONG, 1, bytes);
      return (int) repeat(state -> Libc.ioctl(state, number, request, range));
    }
  }

  /** Asks a block device for a number of 4 bytes; negative on failure, as some answers are. */
  int askInt(long request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT);
      int result = (int) repeat(state -> Libc.ioctl(state, number, request, answer));
      return result < 0 ? result : answer.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Asks a block device for a number of 8 bytes; negative on failure. */
  long askLong(long request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_LONG);
      int result = (int) repeat(state -> Libc.ioctl(state, number, request, answer));
      return result < 0 ? result : answer.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Closes it; an error of that means nothing, since all that was to be durable was flushed. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      Libc.close(states.take(), number);
    }
  }
}

package dev.revector.devices.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library that devices need. Each takes the segment that catches its {@code
 * errno}, see {@link #newState}, and returns the negated error number on failure. A segment belongs
 * to one call at a time.
 *
 * <p>The class can be initialised only where native access is allowed: see {@link NativeAccess}.
 */
final class Libc {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /** {@code open} and {@code ioctl} are variadic, which changes how arguments are passed. */
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);

  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(INT, POINTER, INT), VARIADIC);
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

  /** A pointer of these two is passed as a number, which goes the same way and makes no garbage. */
  private static final MethodHandle PREAD =
      function("pread", FunctionDescriptor.of(LONG, INT, LONG, LONG, LONG));

  private static final MethodHandle PWRITE =
      function("pwrite", FunctionDescriptor.of(LONG, INT, LONG, LONG, LONG));
  private static final MethodHandle LSEEK =
      function("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
  private static final MethodHandle FDATASYNC =
      function("fdatasync", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle FALLOCATE =
      function("fallocate", FunctionDescriptor.of(INT, INT, INT, LONG, LONG));
  private static final MethodHandle IOCTL =
      function("ioctl", FunctionDescriptor.of(INT, INT, LONG, POINTER), VARIADIC);
  private static final MethodHandle MADVISE =
      function("madvise", FunctionDescriptor.of(INT, POINTER, LONG, INT));

  private Libc() {}

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor, all);
  }

  /** A new segment for {@code errno}, freed when nobody refers to it any more. */
  static MemorySegment newState() {
    return Arena.ofAuto().allocate(STATE);
  }

  private static int errno(MemorySegment state) {
    return state.get(INT, ERRNO);
  }

  private static long result(long result, MemorySegment state) {
    return result >= 0 ? result : -errno(state);
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof RuntimeException runtime) {
      return runtime;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }

  /** {@code open(2)} without a mode, so for what exists. */
  static int open(MemorySegment state, MemorySegment path, int flags) {
    try {
      return (int) result((int) OPEN.invokeExact(state, path, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code close(2)}; never to be repeated, whatever it returns. */
  static int close(MemorySegment state, int fd) {
    try {
      return (int) result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code pread(2)} to an address that stays good until this returns. */
  static long pread(MemorySegment state, int fd, long buffer, long bytes, long offset) {
    try {
      return result((long) PREAD.invokeExact(state, fd, buffer, bytes, offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code pwrite(2)} from an address that stays good until this returns. */
  static long pwrite(MemorySegment state, int fd, long buffer, long bytes, long offset) {
    try {
      return result((long) PWRITE.invokeExact(state, fd, buffer, bytes, offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code lseek(2)}. */
  static long lseek(MemorySegment state, int fd, long offset, int whence) {
    try {
      return result((long) LSEEK.invokeExact(state, fd, offset, whence), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code fdatasync(2)}; on a block device it flushes the device's cache, too. */
  static int fdatasync(MemorySegment state, int fd) {
    try {
      return (int) result((int) FDATASYNC.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code fallocate(2)}. */
  static int fallocate(MemorySegment state, int fd, int mode, long offset, long bytes) {
    try {
      return (int) result((int) FALLOCATE.invokeExact(state, fd, mode, offset, bytes), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code ioctl(2)} whose argument is a pointer. */
  static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
    try {
      return (int) result((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code madvise(2)} of whole pages. */
  static int madvise(MemorySegment state, MemorySegment pages, int advice) {
    try {
      return (int) result((int) MADVISE.invokeExact(state, pages, pages.byteSize(), advice), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}

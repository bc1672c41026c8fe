package dev.revector.devices.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory for buffers. Large ones lie in huge pages where the system has any: a request then is a
 * few long pieces of memory instead of a list of single pages, which disks finish up to three times
 * as fast.
 *
 * <p><b>Cost.</b> Huge pages are taken whole. Buffers of less share one, each the next part of it,
 * and it is freed when none of them is referred to any more: so one buffer may keep 2 MiB from
 * being freed, and the last huge page may be part empty. Java counts 2 MiB more than that against
 * {@code -XX:MaxDirectMemorySize}: address space, given back to the system at once, in which the
 * huge page finds its boundary.
 *
 * <p>Where the system has no huge pages, or none free, or Java's bound is near, it is ordinary
 * memory.
 *
 * <p>Thread-safe.
 */
final class Memory {
  /** On systems with larger ones the advice comes to nothing. */
  static final int HUGE_PAGE = 2 << 20;

  /** The least that lies in huge pages. */
  static final int LARGE = 256 << 10;

  /** Of the pages that are not huge: the processors have 4, 16 or 64 KiB. */
  private static final int LARGEST_PAGE = 64 << 10;

  private final Adviser system;
  private final ReentrantLock turn = new ReentrantLock();
  private MemorySegment rest = MemorySegment.NULL;

  /** Tells the system what memory is for, by the numbers in {@link Abi}. */
  interface Adviser {
    /** Gives the advice, which the system may refuse. */
    void advise(MemorySegment memory, int advice);
  }

  Memory(Adviser system) {
    this.system = system;
  }

  /** Memory whose pages are the system's. */
  static Memory ofSystem() {
    return new Memory((pages, advice) -> Libc.madvise(Libc.newState(), pages, advice));
  }

  /**
   * Memory of zeros that is freed when nobody refers to it any more.
   *
   * @param alignment what its address is a multiple of, a power of two up to {@link #LARGE}
   */
  MemorySegment allocate(long bytes, int alignment) {
    try {
      return bytes < LARGE ? ordinary(bytes, alignment) : large(bytes, alignment);
    } catch (OutOfMemoryError e) {
      // The boundary may be what it was too much for.
      return ordinary(bytes, alignment);
    }
  }

  private static MemorySegment ordinary(long bytes, int alignment) {
    return Arena.ofAuto().allocate(bytes, alignment);
  }

  private MemorySegment large(long bytes, int alignment) {
    long step = roundUp(bytes, alignment);
    turn.lock();
    try {
      if (rest.byteSize() < step) {
        MemorySegment pages = hugePages(roundUp(step, HUGE_PAGE));
        MemorySegment left = pages.asSlice(step);
        rest = left.byteSize() > rest.byteSize() ? left : rest;
        return pages.asSlice(0, bytes);
      }
      MemorySegment memory = rest.asSlice(0, bytes);
      rest = rest.asSlice(step);
      return memory;
    } finally {
      turn.unlock();
    }
  }

  /** Java has filled the memory with zeros already, in small pages: those are given back first. */
  private MemorySegment hugePages(long bytes) {
    MemorySegment room = Arena.ofAuto().allocate(bytes + HUGE_PAGE, 1);
    MemorySegment pages = room.asSlice(-room.address() & HUGE_PAGE - 1, bytes);
    system.advise(pages, Abi.MADV_HUGEPAGE);
    long start = -room.address() & LARGEST_PAGE - 1;
    system.advise(room.asSlice(start, room.byteSize() - start & -LARGEST_PAGE), Abi.MADV_DONTNEED);
    return pages.fill((byte) 0);
  }

  private static long roundUp(long bytes, long step) {
    return bytes + step - 1 & -step;
  }
}

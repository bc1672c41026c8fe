package dev.revector.devices.linux;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Keeps things for reuse, without a lock and without allocation while it has some. What finds no
 * place on its return is left to the garbage collector.
 *
 * <p>Thread-safe. What is taken happens after its return.
 */
final class Pool<T> {
  private final AtomicReferenceArray<T> slots;
  private final Supplier<T> maker;

  /** A pool that keeps at most {@code size} things, a power of two. */
  Pool(int size, Supplier<T> maker) {
    this.slots = new AtomicReferenceArray<>(size);
    this.maker = maker;
  }

  /** Something that nobody else has. */
  T take() {
    int start = start();
    for (int i = 0; i < slots.length(); i++) {
      int slot = (start + i) & (slots.length() - 1);
      if (slots.getPlain(slot) != null) {
        T item = slots.getAndSet(slot, null);
        if (item != null) {
          return item;
        }
      }
    }
    return maker.get();
  }

  /** Gives back what was taken; the giver must not use it any more. */
  void give(T item) {
    int start = start();
    for (int i = 0; i < slots.length(); i++) {
      if (slots.compareAndSet((start + i) & (slots.length() - 1), null, item)) {
        return;
      }
    }
  }

  /** Threads begin in different places, and each finds what it gave back. */
  private int start() {
    long id = Thread.currentThread().threadId() * 0x9E3779B97F4A7C15L;
    return (int) (id >>> 40) & (slots.length() - 1);
  }
}

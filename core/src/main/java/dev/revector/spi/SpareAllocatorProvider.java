package dev.revector.spi;

/**
 * Makes {@link SpareAllocator}s. Found through {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
public interface SpareAllocatorProvider {

  /** An allocator for a spare of this many slots, all of them free. */
  SpareAllocator create(long slots);
}

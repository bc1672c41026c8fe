package dev.revector.placement;

import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;

/** Makes allocators that take slots evenly over the spare. Stateless. */
public final class EvenAllocatorProvider implements SpareAllocatorProvider {

  /** For {@link java.util.ServiceLoader}. */
  public EvenAllocatorProvider() {}

  @Override
  public SpareAllocator create(long slots) {
    return new EvenAllocator(slots);
  }
}

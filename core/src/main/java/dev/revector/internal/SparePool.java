package dev.revector.internal;

import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The slots of all spares. A slot is named by one number, the spare's index above its number on
 * that spare; neighbours have neighbouring numbers. Thread-safe.
 */
final class SparePool implements SpareSpace {
  private static final int SPARE_SHIFT = 48;
  private static final long NUMBER = (1L << SPARE_SHIFT) - 1;

  private final Units units;
  private final List<Disk> disks;
  private final List<SpareAllocator> allocators;
  private final ReentrantLock lock = new ReentrantLock();

  SparePool(Units units, List<Disk> disks, List<SpareAllocator> allocators) {
    this.units = units;
    this.disks = List.copyOf(disks);
    this.allocators = List.copyOf(allocators);
  }

  /** The slot that holds a sector of a spare. */
  long slotAt(int spare, long sector) {
    return (long) spare << SPARE_SHIFT | sector / units.perUnit();
  }

  int spareOf(long slot) {
    return (int) (slot >>> SPARE_SHIFT);
  }

  /** First sector of a slot on its spare. */
  long sectorOf(long slot) {
    return (slot & NUMBER) * units.perUnit();
  }

  SpareRun run(long slot) {
    return new SpareRun(spareOf(slot), sectorOf(slot), units.perUnit());
  }

  List<Disk> disks() {
    return disks;
  }

  /** Takes a free slot, {@code preferred} if that can be; {@link SpareAllocator#NONE} if none. */
  long allocate(long preferred) {
    lock.lock();
    try {
      for (int spare = 0; spare < allocators.size(); spare++) {
        SpareAllocator allocator = allocators.get(spare);
        boolean here = preferred != SpareAllocator.NONE && spareOf(preferred) == spare;
        long number = here ? preferred & NUMBER : SpareAllocator.NONE;
        long taken = allocator.allocate(number < allocator.slots() ? number : SpareAllocator.NONE);
        if (taken != SpareAllocator.NONE) {
          if (allocator.isReserved(taken)) {
            throw new IllegalStateException(
                "allocator gave a reserved slot: spare=" + spare + ", slot=" + taken);
          }
          return (long) spare << SPARE_SHIFT | taken;
        }
      }
      return SpareAllocator.NONE;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a used slot free again. */
  void release(long slot) {
    lock.lock();
    try {
      allocators.get(spareOf(slot)).release(slot & NUMBER, 1);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a used slot out of use for ever. */
  void retire(long slot) {
    lock.lock();
    try {
      allocators.get(spareOf(slot)).retire(slot & NUMBER, 1);
    } finally {
      lock.unlock();
    }
  }

  void read(int spare, long sector, ByteBuffer target) throws IOException {
    disks.get(spare).read(sector, target);
  }

  /** Writes data, which must not touch a sector that is reserved for metadata. */
  void write(int spare, long sector, ByteBuffer source) throws IOException {
    long count = source.remaining() / units.sectorSize();
    lock.lock();
    try {
      SpareAllocator allocator = allocators.get(spare);
      for (long s = sector / units.perUnit(); s * units.perUnit() < sector + count; s++) {
        if (allocator.isReserved(s)) {
          throw new IllegalStateException(
              "data would go over metadata: spare=" + spare + ", slot=" + s);
        }
      }
    } finally {
      lock.unlock();
    }
    disks.get(spare).write(sector, source);
  }

  /** Something done to slots. */
  private interface SlotAction {
    void run(SpareAllocator allocator, long first, long count);
  }

  /** Does something to all slots that these sectors touch. */
  private void onSlots(int spare, long sector, long count, SlotAction action) {
    lock.lock();
    try {
      action.run(allocators.get(spare), sector / units.perUnit(), slotsTouched(sector, count));
    } finally {
      lock.unlock();
    }
  }

  private long slotsTouched(long sector, long count) {
    int perUnit = units.perUnit();
    return (sector + count + perUnit - 1) / perUnit - sector / perUnit;
  }

  @Override
  public boolean tryReserve(int spare, long sector, long count) {
    lock.lock();
    try {
      SpareAllocator allocator = allocators.get(spare);
      return allocator.tryReserve(sector / units.perUnit(), slotsTouched(sector, count));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void unreserve(int spare, long sector, long count) {
    onSlots(spare, sector, count, SpareAllocator::unreserve);
  }

  @Override
  public void retire(int spare, long sector, long count) {
    onSlots(
        spare,
        sector,
        count,
        (allocator, first, slots) -> {
          allocator.unreserve(first, slots);
          allocator.retire(first, slots);
        });
  }

  @Override
  public void holdBack(int spare, long sector, long count) {
    onSlots(spare, sector, count, SpareAllocator::holdBack);
  }

  @Override
  public long findFree(int spare, long count, long alignment) {
    int perUnit = units.perUnit();
    long slotAlignment = perUnit % alignment == 0 ? 1 : alignment;
    if (alignment % perUnit == 0) {
      slotAlignment = alignment / perUnit;
    }
    lock.lock();
    try {
      long slot = allocators.get(spare).findFree((count + perUnit - 1) / perUnit, slotAlignment);
      return slot == SpareAllocator.NONE ? -1 : slot * perUnit;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long freeFrom(int spare, long sector) {
    long slot = (sector + units.perUnit() - 1) / units.perUnit();
    lock.lock();
    try {
      SpareAllocator allocator = allocators.get(spare);
      long end = slot < allocator.slots() ? slot + allocator.freeFrom(slot) : slot;
      return sector == slot * units.perUnit() ? (end - slot) * units.perUnit() : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void letGo() {
    lock.lock();
    try {
      allocators.forEach(SpareAllocator::letGo);
    } finally {
      lock.unlock();
    }
  }

  /** Slots of one spare or of all, by state. */
  record Slots(long all, long used, long free, long retired, long reserved, long heldBack) {
    /** Slots that data has or can have. */
    long forData() {
      return all - reserved - heldBack;
    }

    Slots plus(Slots other) {
      return new Slots(
          all + other.all,
          used + other.used,
          free + other.free,
          retired + other.retired,
          reserved + other.reserved,
          heldBack + other.heldBack);
    }
  }

  Slots slots(int spare) {
    lock.lock();
    try {
      SpareAllocator a = allocators.get(spare);
      return new Slots(a.slots(), a.used(), a.free(), a.retired(), a.reserved(), a.heldBack());
    } finally {
      lock.unlock();
    }
  }
}

package dev.revector.metadata;

import dev.revector.spi.SpareSpace;
import java.util.BitSet;

/** The free sectors of one spare, all of which metadata may have. */
final class RoomyBlocks implements SpareSpace {
  private final BitSet free = new BitSet();
  private final BitSet held = new BitSet();

  void free(int first, int count) {
    free.set(first, first + count);
  }

  BitSet free() {
    return free;
  }

  @Override
  public boolean tryReserve(int spare, long sector, long count) {
    int end = (int) (sector + count);
    if (free.get((int) sector, end).cardinality() < count) {
      return false;
    }
    free.clear((int) sector, end);
    return true;
  }

  @Override
  public void unreserve(int spare, long sector, long count) {
    free((int) sector, (int) count);
  }

  @Override
  public void retire(int spare, long sector, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long findFree(int spare, long count, long alignment) {
    for (long at = 0; at < free.length(); at += alignment) {
      if (freeFrom(spare, at) >= count) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public long freeFrom(int spare, long sector) {
    BitSet open = (BitSet) free.clone();
    open.andNot(held);
    return open.get((int) sector) ? open.nextClearBit((int) sector) - sector : 0;
  }

  @Override
  public void holdBack(int spare, long sector, long count) {
    held.set((int) sector, (int) (sector + count));
  }

  @Override
  public void letGo() {
    held.clear();
  }
}

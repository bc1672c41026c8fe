package dev.revector.metadata;

import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The free sectors of one spare, in a row of bits. */
final class PlainSpace implements SpareSpace {
  private final int sectors;
  private final BitSet taken = new BitSet();
  private final BitSet held = new BitSet();
  private final List<SpareRun> retired = new ArrayList<>();

  PlainSpace(int sectors) {
    this.sectors = sectors;
  }

  /** All but what a layout holds, whose blocks are of so many sectors. */
  static PlainSpace beside(Layout layout, int sectors, int perBlock) {
    PlainSpace space = new PlainSpace(sectors);
    for (BlockRun run : layout.reservation()) {
      space.take(run.first() * perBlock, run.count() * perBlock);
    }
    return space;
  }

  /** A space of which nothing is free until it is {@linkplain #unreserve given back}. */
  static PlainSpace full(int sectors) {
    PlainSpace space = new PlainSpace(sectors);
    space.take(0, sectors);
    return space;
  }

  /** Puts data or metadata there. */
  void take(long sector, long count) {
    taken.set((int) sector, (int) (sector + count));
  }

  /** The sectors that are not taken, held back or not. */
  BitSet free() {
    BitSet free = new BitSet();
    free.set(0, sectors);
    free.andNot(taken);
    return free;
  }

  BitSet held() {
    return held;
  }

  List<SpareRun> retired() {
    return retired;
  }

  private boolean isFree(long sector, long count, boolean heldToo) {
    int end = (int) (sector + count);
    return sector >= 0
        && end <= sectors
        && taken.get((int) sector, end).isEmpty()
        && (heldToo || held.get((int) sector, end).isEmpty());
  }

  @Override
  public boolean tryReserve(int spare, long sector, long count) {
    boolean free = isFree(sector, count, true);
    if (free) {
      take(sector, count);
    }
    return free;
  }

  @Override
  public void unreserve(int spare, long sector, long count) {
    taken.clear((int) sector, (int) (sector + count));
  }

  @Override
  public void retire(int spare, long sector, long count) {
    retired.add(new SpareRun(spare, sector, (int) count));
  }

  @Override
  public long findFree(int spare, long count, long alignment) {
    for (long sector = 0; sector + count <= sectors; sector += alignment) {
      if (isFree(sector, count, false)) {
        return sector;
      }
    }
    return -1;
  }

  @Override
  public long freeFrom(int spare, long sector) {
    long count = 0;
    while (isFree(sector, count + 1, false)) {
      count++;
    }
    return count;
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

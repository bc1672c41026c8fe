package dev.revector.benchmarks;

import java.util.Arrays;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * A bitmap of the sectors, and the places in the order of the sectors. Made once: to put one in
 * later, the places behind it would have to move.
 */
final class RoaringRanks implements SectorMap {
  private final Roaring64Bitmap bitmap = new Roaring64Bitmap();
  private long[][] pairs = new long[16][];
  private int size;
  private long[] places = {};

  @Override
  public void put(Sectors sectors, long i) {
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * size);
    }
    pairs[size++] = new long[] {sectors.sector(i), sectors.place(i)};
    bitmap.addLong(sectors.sector(i));
  }

  @Override
  public void remove(Sectors sectors, long i) {
    throw new UnsupportedOperationException("made once");
  }

  /** Called at the first look. */
  private void settle() {
    long[][] sorted = Arrays.copyOf(pairs, size);
    Arrays.sort(sorted, (a, b) -> Long.compare(a[0], b[0]));
    places = new long[size];
    for (int i = 0; i < size; i++) {
      places[i] = sorted[i][1];
    }
    pairs = new long[0][];
    bitmap.runOptimize();
  }

  @Override
  public long get(long lba) {
    if (places.length < size) {
      settle();
    }
    return bitmap.contains(lba) ? places[(int) bitmap.rankLong(lba) - 1] : NONE;
  }

  @Override
  public Object content() {
    if (places.length < size) {
      settle();
    }
    return new Object[] {bitmap, places};
  }
}

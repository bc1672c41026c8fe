package dev.revector;

/**
 * A run of sectors.
 *
 * @param first the first sector
 * @param count how many, at least 1
 * @since 0.1
 */
public record Extent(long first, long count) {

  /** Checks that the extent is not empty and does not overflow. */
  public Extent {
    if (first < 0 || count < 1 || first > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException("no valid extent: first=" + first + ", count=" + count);
    }
  }

  /** The sector after the last. */
  public long end() {
    return first + count;
  }

  /** True when the two have a sector in common. */
  public boolean intersects(Extent other) {
    return first < other.end() && other.first < end();
  }

  @Override
  public String toString() {
    return count == 1 ? Long.toString(first) : first + ".." + (end() - 1);
  }
}

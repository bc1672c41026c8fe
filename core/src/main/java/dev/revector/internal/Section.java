package dev.revector.internal;

import dev.revector.BlockDeviceException;
import dev.revector.Extent;

/**
 * The slow path's hold on a range of whole units.
 *
 * <p>Who holds a section sees no other section's I/O on its units, and their place in the map
 * changes only by his hand: I/O to sectors in the map, changes of the map and moves all take a
 * section. Only the path without locks still reaches healthy sectors of the units, until {@link
 * #makeExclusive} has barred them and waited for what had begun. Nothing may change in the map, nor
 * be copied from one place to another, without that.
 */
final class Section implements AutoCloseable {
  private final Parts parts;
  private final Extent extent;
  private final RangeLocks.Range range;
  private boolean exclusive;

  private Section(Parts parts, Extent extent) {
    this.parts = parts;
    this.extent = extent;
    this.range = parts.locks().lock(extent.first(), extent.end());
  }

  /** Waits for the units that {@code [lba, lba + count)} touches; {@code count} is at least 1. */
  static Section of(Parts parts, long lba, long count) {
    long first = parts.units().alignDown(lba);
    return new Section(parts, new Extent(first, parts.units().alignUp(lba + count) - first));
  }

  /** Refuses a closed target and a request to frozen sectors; called first. */
  void check(long lba, long count) throws BlockDeviceException {
    parts.gate().checkOpen();
    parts.gate().checkFrozen(lba, count);
  }

  /** Like {@link #check}, for a change of any sector of these units. */
  void checkWritable() throws BlockDeviceException {
    check(extent.first(), extent.count());
    parts.gate().checkWritable();
  }

  /** Bars these units from the path without locks and waits for the I/O that had begun there. */
  void makeExclusive() {
    if (!exclusive) {
      parts.gate().bar(extent);
      exclusive = true;
      parts.inFlight().drain();
    }
  }

  boolean exclusive() {
    return exclusive;
  }

  @Override
  public void close() {
    try {
      if (exclusive) {
        parts.gate().unbar(extent);
      }
    } finally {
      parts.locks().unlock(range);
    }
  }
}

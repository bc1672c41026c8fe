package dev.revector.placement;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The zones into which metadata may grow, each with the number of its slots that are free. Zones
 * are disjoint. Not thread-safe.
 */
final class HeldBackZones {
  private final TreeMap<Long, Zone> byStart = new TreeMap<>();

  /** Zones that have a free slot, the roomiest first, of equal ones the first on the device. */
  private final TreeSet<Zone> byRoom =
      new TreeSet<>(
          Comparator.comparingLong((Zone zone) -> -zone.free)
              .thenComparingLong(zone -> zone.start));

  /** A zone; {@code free} changes only while it is out of the sorted set. */
  static final class Zone {
    private final long start;
    private final long end;
    private long free;

    Zone(long start, long end, long free) {
      this.start = start;
      this.end = end;
      this.free = free;
    }

    long start() {
      return start;
    }

    long end() {
      return end;
    }
  }

  /** Adds what of the slots from {@code from} to {@code to - 1} is in no zone yet. */
  void add(long from, long to, SlotBitmap free) {
    long start = from;
    while (start < to) {
      Map.Entry<Long, Zone> before = byStart.floorEntry(start);
      if (before != null && before.getValue().end > start) {
        start = before.getValue().end;
        continue;
      }
      Long next = byStart.ceilingKey(start);
      long end = next == null ? to : Math.min(next, to);
      Zone zone = new Zone(start, end, 0);
      free.forEachRun(start, end, (first, last) -> zone.free += last - first);
      byStart.put(start, zone);
      if (zone.free > 0) {
        byRoom.add(zone);
      }
      start = end;
    }
  }

  /** All of these slots became free ({@code +1}), or all ceased to be ({@code -1}). */
  void count(long from, long to, int sign) {
    forEach(from, to, (zone, start, end) -> resize(zone, sign * (end - start)));
  }

  /** Hands over the parts of these slots that lie in a zone. */
  void forEachPart(long from, long to, SlotBitmap.RunConsumer consumer) {
    forEach(from, to, (zone, start, end) -> consumer.accept(start, end));
  }

  /** The zone with the most free slots, if any zone has one. */
  Optional<Zone> roomiest() {
    return byRoom.isEmpty() ? Optional.empty() : Optional.of(byRoom.first());
  }

  private void resize(Zone zone, long difference) {
    byRoom.remove(zone);
    zone.free += difference;
    if (zone.free > 0) {
      byRoom.add(zone);
    }
  }

  private void forEach(long from, long to, PartConsumer consumer) {
    Long first = byStart.floorKey(from);
    for (Zone zone : byStart.subMap(first == null ? from : first, to).values()) {
      if (zone.end > from) {
        consumer.accept(zone, Math.max(from, zone.start), Math.min(to, zone.end));
      }
    }
  }

  private interface PartConsumer {
    void accept(Zone zone, long start, long end);
  }
}

package dev.revector.internal;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ranges of slots, and who claimed each first: memory by claims, whatever their length. */
final class SlotClaims<T> {
  private final TreeMap<Long, Claim<T>> claims = new TreeMap<>();

  private record Claim<T>(long last, T owner) {}

  /** Claims those of the slots {@code first} to {@code last} that nobody has. */
  void claim(long first, long last, T owner) {
    for (long from = first; from <= last; ) {
      Map.Entry<Long, Claim<T>> before = claims.floorEntry(from);
      if (before != null && before.getValue().last() >= from) {
        from = before.getValue().last() + 1;
      } else {
        Long next = claims.higherKey(from);
        long to = next == null ? last : Math.min(last, next - 1);
        claims.put(from, new Claim<>(to, owner));
        from = to + 1;
      }
    }
  }

  /** Who has the slot; null for nobody. */
  @Nullable T owner(long slot) {
    Map.Entry<Long, Claim<T>> before = claims.floorEntry(slot);
    return before != null && before.getValue().last() >= slot ? before.getValue().owner() : null;
  }
}

package dev.revector.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * What a volatile write cache holds: for each fragment every version since the last flush, oldest
 * first. Ordered by fragment, so that whatever walks it does so in the same order. Not thread-safe.
 */
final class PendingWrites {
  /** Bytes in a fragment: what a power cut keeps or loses as one. */
  static final int FRAGMENT_BYTES = 512;

  /** A fragment's bytes: those of {@code bytes} from {@code from} on, never changed. */
  static final class Version {
    final byte[] bytes;
    final int from;

    Version(byte[] bytes, int from) {
      this.bytes = bytes;
      this.from = from;
    }
  }

  /** The first bytes of some data, written at an offset. */
  private static final class Write {
    final long offset;
    final byte[] data;
    final int length;

    Write(long offset, byte[] data, int length) {
      this.offset = offset;
      this.data = data;
      this.length = length;
    }
  }

  private final SortedMap<Long, List<Version>> versions = new TreeMap<>();

  /** The latest writes, not in {@link #versions} yet: most are flushed before anybody asks. */
  private final List<Write> recent = new ArrayList<>();

  boolean isEmpty() {
    return versions.isEmpty() && recent.isEmpty();
  }

  PendingWrites copy() {
    PendingWrites copy = new PendingWrites();
    versions.forEach((fragment, list) -> copy.versions.put(fragment, new ArrayList<>(list)));
    copy.recent.addAll(recent);
    return copy;
  }

  /** Adds {@code length} bytes of data that the caller never changes again. */
  void add(long offset, byte[] data, int length) {
    if (length > 0) {
      recent.add(new Write(offset, data, length));
    }
  }

  void clear() {
    versions.clear();
    recent.clear();
  }

  /** Forgets the fragments of these bytes. */
  void remove(long offset, long length) {
    range(offset, length).clear();
  }

  /** Forgets the fragments that the predicate, given number and number of versions, is true of. */
  void removeIf(BiPredicate<Long, Integer> predicate) {
    sorted().entrySet().removeIf(entry -> predicate.test(entry.getKey(), entry.getValue().size()));
  }

  /** Puts noise over every version of the fragments of these bytes. */
  void corrupt(long offset, long length, long seed) {
    range(offset, length)
        .forEach(
            (fragment, list) -> list.replaceAll(version -> corrupted(version, fragment, seed)));
  }

  /** Hands over every fragment with its versions, in ascending order. */
  void forEach(BiConsumer<Long, List<Version>> consumer) {
    sorted().forEach(consumer);
  }

  int size() {
    return sorted().size();
  }

  private Map<Long, List<Version>> range(long offset, long length) {
    return sorted().subMap(offset / FRAGMENT_BYTES, (offset + length) / FRAGMENT_BYTES);
  }

  private SortedMap<Long, List<Version>> sorted() {
    for (Write write : recent) {
      for (int from = 0; from < write.length; from += FRAGMENT_BYTES) {
        versions
            .computeIfAbsent((write.offset + from) / FRAGMENT_BYTES, key -> new ArrayList<>(1))
            .add(new Version(write.data, from));
      }
    }
    recent.clear();
    return versions;
  }

  private static Version corrupted(Version version, long fragment, long seed) {
    byte[] noise = CachedImage.noise(seed, fragment);
    for (int i = 0; i < FRAGMENT_BYTES; i++) {
      noise[i] ^= version.bytes[version.from + i];
    }
    return new Version(noise, 0);
  }
}

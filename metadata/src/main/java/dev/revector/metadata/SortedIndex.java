package dev.revector.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sorted map from {@code long} to {@code int} in chunks of arrays: 12 to 24 bytes an entry, where
 * a tree of boxed numbers takes eighty. Not thread-safe.
 */
final class SortedIndex {
  static final int NONE = -1;

  /** Most entries in a chunk. */
  static final int CHUNK = 512;

  private final List<Chunk> chunks = new ArrayList<>();

  private static final class Chunk {
    final long[] keys = new long[CHUNK];
    final int[] values = new int[CHUNK];
    int size;

    void insert(int at, long key, int value) {
      System.arraycopy(keys, at, keys, at + 1, size - at);
      System.arraycopy(values, at, values, at + 1, size - at);
      keys[at] = key;
      values[at] = value;
      size++;
    }

    void removeAt(int at) {
      System.arraycopy(keys, at + 1, keys, at, size - at - 1);
      System.arraycopy(values, at + 1, values, at, size - at - 1);
      size--;
    }

    Chunk splitAt(int from) {
      Chunk upper = new Chunk();
      upper.size = size - from;
      System.arraycopy(keys, from, upper.keys, 0, upper.size);
      System.arraycopy(values, from, upper.values, 0, upper.size);
      size = from;
      return upper;
    }
  }

  /** An index of the first {@code count} keys, which ascend; of the values the lower half. */
  static SortedIndex of(long[] keys, long[] values, int count) {
    SortedIndex index = new SortedIndex();
    for (int from = 0; from < count; from += CHUNK) {
      Chunk chunk = new Chunk();
      chunk.size = Math.min(CHUNK, count - from);
      System.arraycopy(keys, from, chunk.keys, 0, chunk.size);
      for (int i = 0; i < chunk.size; i++) {
        chunk.values[i] = (int) values[from + i];
      }
      index.chunks.add(chunk);
    }
    return index;
  }

  /** Takes the first {@code count} of some values; they are not its own to keep or change. */
  interface Values {
    void take(int[] values, int count);
  }

  /** Hands over the values in the order of their keys, at most {@link #CHUNK} at a time. */
  void forEachChunk(Values consumer) {
    for (Chunk chunk : chunks) {
      consumer.take(chunk.values, chunk.size);
    }
  }

  /** Puts a key in, in place of the value it had. */
  void put(long key, int value) {
    if (chunks.isEmpty()) {
      chunks.add(new Chunk());
    }
    int number = Math.max(0, chunkOf(key));
    Chunk chunk = chunks.get(number);
    int at = Arrays.binarySearch(chunk.keys, 0, chunk.size, key);
    if (at >= 0) {
      chunk.values[at] = value;
      return;
    }
    at = -at - 1;
    if (chunk.size == CHUNK) {
      // A full chunk at the end of ascending keys is left full, so that loading packs densely.
      boolean ascending = at == CHUNK && number == chunks.size() - 1;
      Chunk upper = chunk.splitAt(ascending ? CHUNK : CHUNK / 2);
      chunks.add(number + 1, upper);
      if (at > chunk.size || ascending) {
        at -= chunk.size;
        chunk = upper;
      }
    }
    chunk.insert(at, key, value);
  }

  /** Takes a key out, which must be there. */
  void remove(long key) {
    int number = chunkOf(key);
    Chunk chunk = chunks.get(number);
    int at = Arrays.binarySearch(chunk.keys, 0, chunk.size, key);
    if (at < 0) {
      throw new IllegalStateException("no such key: key=" + key);
    }
    chunk.removeAt(at);
    if (chunk.size == 0) {
      chunks.remove(number);
    }
  }

  /** Value of the greatest key that is at most {@code key}, or {@link #NONE}. */
  int floor(long key) {
    int number = chunkOf(key);
    if (number < 0) {
      return NONE;
    }
    Chunk chunk = chunks.get(number);
    int at = Arrays.binarySearch(chunk.keys, 0, chunk.size, key);
    return chunk.values[at >= 0 ? at : -at - 2];
  }

  /** Value of the least key that is at least {@code key}, or {@link #NONE}. */
  int ceiling(long key) {
    if (chunks.isEmpty()) {
      return NONE;
    }
    int number = Math.max(0, chunkOf(key));
    Chunk chunk = chunks.get(number);
    int at = Arrays.binarySearch(chunk.keys, 0, chunk.size, key);
    at = at >= 0 ? at : -at - 1;
    if (at < chunk.size) {
      return chunk.values[at];
    }
    return number + 1 < chunks.size() ? chunks.get(number + 1).values[0] : NONE;
  }

  /** Number of the last chunk whose first key is at most {@code key}; -1 if none. */
  private int chunkOf(long key) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (chunks.get(middle).keys[0] <= key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}

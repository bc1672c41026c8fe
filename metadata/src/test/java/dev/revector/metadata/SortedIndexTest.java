package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of many chunks against a tree of boxed numbers. */
class SortedIndexTest {
  private static final int CHUNK = SortedIndex.CHUNK;

  /** Keys 10, 20, 30 and so on, each with a value of its own. */
  private static SortedIndex loaded(int count) {
    long[] keys = LongStream.rangeClosed(1, count).map(i -> 10 * i).toArray();
    long[] values = LongStream.rangeClosed(1, count).map(i -> 7L << 32 | i).toArray();
    return SortedIndex.of(keys, values, count);
  }

  private static List<Integer> sizes(SortedIndex index) {
    List<Integer> sizes = new ArrayList<>();
    index.forEachChunk((values, count) -> sizes.add(count));
    return sizes;
  }

  private static List<Integer> values(SortedIndex index) {
    List<Integer> all = new ArrayList<>();
    index.forEachChunk(
        (values, count) -> {
          for (int i = 0; i < count; i++) {
            all.add(values[i]);
          }
        });
    return all;
  }

  private static void assertSame(NavigableMap<Long, Integer> model, SortedIndex index, long most) {
    assertEquals(List.copyOf(model.values()), values(index));
    for (long key = -1; key <= most; key++) {
      assertEquals(value(model.floorEntry(key)), index.floor(key), "floor of " + key);
      assertEquals(value(model.ceilingEntry(key)), index.ceiling(key), "ceiling of " + key);
    }
  }

  private static int value(Map.@Nullable Entry<Long, Integer> entry) {
    return entry == null ? SortedIndex.NONE : entry.getValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5})
  void shouldFindWhatItWasLoadedWith(int count) {
    NavigableMap<Long, Integer> model = new TreeMap<>();
    for (int i = 1; i <= count; i++) {
      model.put(10L * i, i);
    }
    assertSame(model, loaded(count), 10L * count + 1);
  }

  @Test
  void shouldPackKeysThatAscend() {
    SortedIndex index = new SortedIndex();
    for (int i = 1; i <= 2 * CHUNK + 3; i++) {
      index.put(10L * i, i);
    }
    assertEquals(List.of(CHUNK, CHUNK, 3), sizes(index));
    assertEquals(sizes(loaded(2 * CHUNK + 3)), sizes(index));
  }

  @Test
  void shouldDivideAFullChunkThatAKeyGoesInto() {
    SortedIndex index = loaded(2 * CHUNK);
    index.put(10L * CHUNK + 5, -5);
    assertEquals(List.of(CHUNK / 2, CHUNK / 2 + 1, CHUNK), sizes(index));
    assertEquals(-5, index.floor(10L * CHUNK + 9));
    index.put(15, -6);
    assertEquals(List.of(CHUNK / 2 + 1, CHUNK / 2 + 1, CHUNK), sizes(index));
    assertEquals(-6, index.floor(15));
  }

  @Test
  void shouldPutANewValueInPlaceOfTheOld() {
    SortedIndex index = loaded(3);
    index.put(20, 9);
    assertEquals(List.of(1, 9, 3), values(index));
  }

  @Test
  void shouldForgetAChunkThatBecomesEmpty() {
    SortedIndex index = loaded(CHUNK + 1);
    index.remove(10L * (CHUNK + 1));
    assertEquals(List.of(CHUNK), sizes(index));
    assertEquals(SortedIndex.NONE, index.ceiling(10L * CHUNK + 1));
    for (int i = 1; i <= CHUNK; i++) {
      index.remove(10L * i);
    }
    assertEquals(List.of(), sizes(index));
    assertEquals(SortedIndex.NONE, index.floor(Long.MAX_VALUE));
  }

  @Test
  void shouldRefuseToRemoveWhatIsNotThere() {
    SortedIndex index = loaded(3);
    assertThrows(IllegalStateException.class, () -> index.remove(25));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldBeAsATreeIsWhateverIsDone(long seed) {
    Random random = new Random(seed);
    int most = 6000;
    SortedIndex index = new SortedIndex();
    TreeMap<Long, Integer> model = new TreeMap<>();
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 1500; i++) {
        long key = random.nextInt(most);
        index.put(key, i);
        model.put(key, i);
      }
      assertSame(model, index, most);
      for (long key : List.copyOf(model.keySet())) {
        if (random.nextInt(3) == 0) {
          index.remove(key);
          model.remove(key);
        }
      }
      assertSame(model, index, most);
    }
  }
}

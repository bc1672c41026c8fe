package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PairSortProperties {
  @Property(tries = 300)
  void shouldSortAndKeepTheOrderOfEquals(
      @ForAll List<@LongRange(min = 0, max = Long.MAX_VALUE) Long> wide,
      @ForAll List<@LongRange(min = 0, max = 5000) Long> narrow) {
    check(wide);
    check(narrow);
    check(narrow.stream().map(key -> key << 50).toList());
  }

  /** What lies behind the count stays as it is. */
  private static void check(List<Long> given) {
    int count = given.size();
    long[] keys = new long[count + 1];
    long[] values = LongStream.rangeClosed(0, count).toArray();
    keys[count] = -7;
    for (int i = 0; i < count; i++) {
      keys[i] = given.get(i);
    }
    PairSort.sort(keys, values, count);
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparing(given::get))
            .mapToInt(i -> i)
            .toArray();
    for (int i = 0; i < count; i++) {
      assertEquals(order[i], values[i]);
    }
    assertEquals(count, values[count]);
    long[] sorted = new long[count + 1];
    for (int i = 0; i < count; i++) {
      sorted[i] = given.get(order[i]);
    }
    sorted[count] = -7;
    assertArrayEquals(sorted, keys);
  }
}

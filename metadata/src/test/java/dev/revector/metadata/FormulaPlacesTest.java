package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where headers are looked for of which nothing is known but the size of the spare. */
class FormulaPlacesTest {
  private static final long BYTES = 8 << 20;

  /** One copy behind the other; refuses more than so many. */
  private record Packed(int most) implements PlacementStrategy {
    @Override
    public String name() {
      return "packed";
    }

    @Override
    public List<Long> place(PlacementRequest request) {
      if (request.copies() > most) {
        throw new IllegalArgumentException("too many copies");
      }
      List<Long> starts = new ArrayList<>();
      for (int copy = 0; copy < request.copies(); copy++) {
        starts.add((long) copy * request.regionBlocks());
      }
      return starts;
    }
  }

  /** The offsets of both headers of each copy, for all slots and numbers of copies, ascending. */
  private static List<Long> expected(long bytes, int most) {
    Set<Long> offsets = new TreeSet<>();
    for (int slot : new int[] {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536}) {
      for (int copies = 1; copies <= most; copies++) {
        RegionPlan plan = RegionPlan.find(bytes, slot, copies);
        for (int copy = 0; plan != null && copy < copies; copy++) {
          long first = (long) copy * plan.regionBlocks();
          offsets.add(first * plan.blockSize());
          offsets.add((first + plan.ringBlocks() + 1) * plan.blockSize());
        }
      }
    }
    return List.copyOf(offsets);
  }

  private static List<Long> found(long bytes, PlacementStrategy... strategies) {
    return LongStream.of(FormulaPlaces.of(bytes, List.of(strategies))).boxed().toList();
  }

  @Test
  void shouldLookForBothHeadersOfEachCopy() {
    List<Long> all = expected(BYTES, Format.MAX_COPIES);
    assertEquals(all, found(BYTES, new Packed(Format.MAX_COPIES)));
    assertTrue(all.size() > 100, "so few: " + all.size());
  }

  @Test
  void shouldPassOverWhatAStrategyRefuses() {
    assertEquals(expected(BYTES, 3), found(BYTES, new Packed(3)));
    assertEquals(expected(BYTES, 5), found(BYTES, new Packed(0), new Packed(5)));
  }

  @Test
  void shouldHaveNoPlacesOnATinySpareOrWithoutAStrategy() {
    assertEquals(List.of(), found(8192, new Packed(8)));
    assertEquals(List.of(), found(BYTES));
  }
}

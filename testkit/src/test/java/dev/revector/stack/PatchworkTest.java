package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A pair opens fully when each of its blocks survives in one copy, whichever. */
class PatchworkTest {
  private static final int SEEDS = Effort.of(6, 200);

  @ParameterizedTest
  @EnumSource(Loss.class)
  void shouldOpenFromAnySingleCopy(Loss loss) throws IOException {
    for (int copies = 1; copies <= 8; copies++) {
      SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
      String strategy = copies % 2 == 0 ? "geometric" : "linear";
      MetadataStore store = Spares.filled(spare, strategy, copies, 150);
      for (int survivor = 0; survivor < copies; survivor++) {
        SimulatedDisk hurt = spare.copy();
        int left = survivor;
        List<Integer> lost = IntStream.range(0, copies).filter(one -> one != left).boxed().toList();
        Spares.loseCopies(hurt, store, lost, loss, new Random(survivor));
        String where = "copies=" + copies + ", survivor=" + survivor;
        assertMends(hurt, store, lost, where);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOISE, 2",
    "NOISE, 3",
    "NOISE, 5",
    "NOISE, 8",
    "UNREADABLE, 2",
    "UNREADABLE, 5",
    "ZEROS, 5"
  })
  void shouldOpenFromAnyPatchwork(Loss loss, int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 333);
    List<List<Long>> blocks = Spares.blocks(store);
    int sectors = store.status().blockSize() / 512;
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk hurt = spare.copy();
      Random random = new Random(seed);
      for (int position = 0; position < blocks.get(0).size(); position++) {
        int survivor = random.nextInt(copies);
        for (int copy = 0; copy < copies; copy++) {
          if (copy != survivor) {
            Spares.lose(hurt, blocks.get(copy).get(position), sectors, loss, random);
          }
        }
      }
      assertMends(hurt, store, List.of(), "seed=" + seed);
    }
  }

  /** Losses at random, of which no position is lost in all copies, and some are lost in none. */
  @ParameterizedTest
  @CsvSource({"2", "3", "5"})
  void shouldOpenWithScatteredLosses(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "geometric", copies, 205);
    List<List<Long>> blocks = Spares.blocks(store);
    List<Loss> losses = List.of(Loss.values());
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk hurt = spare.copy();
      Random random = new Random(seed);
      for (int position = 0; position < blocks.get(0).size(); position++) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, copies).boxed().toList());
        Collections.shuffle(order, random);
        for (int copy : order.subList(0, random.nextInt(copies))) {
          Loss loss = losses.get(random.nextInt(losses.size()));
          Spares.lose(hurt, blocks.get(copy).get(position), 1, loss, random);
        }
      }
      assertMends(hurt, store, List.of(), "seed=" + seed);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void shouldWriteWitnessesAnew(int lost) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "geometric", 5, 30);
    List<Long> witnesses = Spares.witnesses(store);
    assertEquals(3, witnesses.size());
    for (long witness : witnesses.subList(0, lost)) {
      spare.corrupt(witness, 1, 1);
    }
    MetadataStore reader = StoreFixture.open(spare.copy(), true);
    assertEquals(lost, reader.check(false).findings().size());
    MetadataStore again = StoreFixture.open(spare);
    MetadataCheck mended = again.check(true);
    assertTrue(mended.clean(), mended.toString());
    assertEquals(List.of(), again.check(false).findings());
  }

  /** Opens read-only, then for writing, and demands the same map and that all is mended. */
  private static void assertMends(
      SimulatedDisk hurt, MetadataStore expected, List<Integer> lost, String where)
      throws IOException {
    Map<Long, Long> map = StoreFixture.map(expected);
    MetadataStore reader = StoreFixture.open(hurt.copy(), true);
    assertEquals(map, StoreFixture.map(reader), where);
    for (Copy copy : reader.status().copies()) {
      boolean gone = lost.contains(copy.index());
      assertEquals(gone ? CopyState.UNREADABLE : copy.state(), copy.state(), where);
    }
    MetadataStore store;
    try {
      store = StoreFixture.open(hurt);
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
    assertEquals(map, StoreFixture.map(store), where);
    MetadataCheck check = store.check(true);
    assertTrue(check.findings().stream().allMatch(Finding::repaired), where + check);
    assertEquals(List.of(), store.check(false).findings(), where);
    store.commit(List.of(StoreFixture.put(1L << 33, 77)));
    MetadataStore mended = StoreFixture.open(hurt, true);
    assertTrue(
        mended.status().copies().stream().allMatch(copy -> copy.state() == CopyState.VALID), where);
    assertEquals(map.size() + 1, StoreFixture.map(mended).size(), where);
  }
}

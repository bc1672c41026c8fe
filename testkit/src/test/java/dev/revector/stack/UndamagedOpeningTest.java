package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.Counters;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What it takes to open a pair that nothing happened to. How often a second that can be done is
 * printed, not demanded.
 */
class UndamagedOpeningTest {
  /** Openings in a round, one after another, so that each finds the code of the last in caches. */
  private static final int OPENINGS = 200;

  /** Rounds until Java has compiled all of it. */
  private static final int WARM_UP = 400;

  /** Rounds that count. */
  private static final int ROUNDS = 50;

  static List<Setup> all() {
    return Setup.ALL;
  }

  static List<Setup> some() {
    return List.of(
        new Setup(1, 36 << 10, 512, 512),
        new Setup(5, 80 << 10, 512, 512),
        new Setup(5, 640 << 10, 4096, 4096));
  }

  /** A pair with some remaps, closed, and all of it durable. */
  private static SimPair closed(Setup setup) throws IOException {
    SimPair pair = SimPair.fresh(setup, 1);
    try (RemapTarget target = pair.create()) {
      target.remap(0, 1);
      target.remap(64, 1);
    }
    return pair.cut(PowerCut.all(), PowerCut.all());
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldWriteOneRecordInTwoStages(Setup setup) throws IOException {
    SimPair pair = closed(setup);
    pair.open();
    Counters spare = pair.spare().counters();
    int records = Math.max(2, setup.copies());
    assertEquals(records, spare.writes());
    assertEquals((long) records * setup.perUnit(), spare.sectorsWritten());
    assertEquals(3, spare.flushes(), "one of what was in the cache, one of each stage");
    assertEquals(1, pair.main().counters().flushes());
    assertEquals(0, pair.main().counters().writes());
  }

  @ParameterizedTest
  @MethodSource("some")
  void shouldOpenFullyTimeAndAgain(Setup setup) throws IOException {
    SimPair pair = closed(setup);
    MapView map = MapView.of(pair.copy().open());
    double reading = 0;
    double writing = 0;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      List<MetadataStore> read = new ArrayList<>();
      List<RemapTarget> written = new ArrayList<>();
      long start = cpuNanos();
      for (int i = 0; i < OPENINGS; i++) {
        read.add(pair.copy().store());
      }
      long between = cpuNanos();
      for (int i = 0; i < OPENINGS; i++) {
        written.add(pair.copy().open());
      }
      long end = cpuNanos();
      shouldBeWhole(read, written, map);
      if (round >= 0) {
        reading += between - start;
        writing += end - between;
      }
    }
    System.out.printf(
        "%s: openings a second and core: to read %.0f, to write %.0f%n",
        setup, ROUNDS * OPENINGS * 1e9 / reading, ROUNDS * OPENINGS * 1e9 / writing);
  }

  private static void shouldBeWhole(
      List<MetadataStore> read, List<RemapTarget> written, MapView map) throws IOException {
    for (MetadataStore store : read) {
      assertTrue(store.check(false).findings().isEmpty());
    }
    for (RemapTarget target : written) {
      MapView found = MapView.of(target);
      assertTrue(found.sameAt(map, 0) && found.sameAt(map, 64));
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

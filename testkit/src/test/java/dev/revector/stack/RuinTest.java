package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.Extent;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.SmallWorkload.Step;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Loses any blocks of a pair's metadata, in any number of copies, far beyond what is promised to be
 * survived: then the pair has the map that it had, or is refused. Never an older one. What could be
 * opened was mended, and is ruined again.
 *
 * <p>{@code -Drevector.seed=N} runs one pair alone.
 */
class RuinTest {
  private static final int PAIRS = Effort.of(200, 5_000);
  private static final int RUINS = 150;
  private static final int ROUNDS = 4;
  private static final int MOST_STEPS = 6;

  /** A copy that loses writes proves by itself that they were never made. */
  private static final EnumSet<Step> STEPS = EnumSet.complementOf(EnumSet.of(Step.COPY_MISDIRECTS));

  private static final List<Loss> LOSSES = List.of(Loss.values());

  @Test
  void shouldHaveTheSameMapOrNone() {
    Long only = Long.getLong("revector.seed");
    long first = only == null ? 0 : only;
    long end = only == null ? PAIRS : first + 1;
    long opened = LongStream.range(first, end).parallel().map(RuinTest::ruinPair).sum();
    System.out.printf("ruined pairs %d..%d, opened %d times%n", first, end - 1, opened);
    assertTrue(only != null || opened > PAIRS * RUINS / 10, "opened=" + opened);
  }

  /** Ruins one pair in many ways; how often it could be opened after all. */
  static long ruinPair(long seed) {
    Random random = new Random(seed);
    Setup setup = Setup.ALL.get(random.nextInt(Setup.ALL.size()));
    List<Step> steps = steps(random);
    long opened = 0;
    try {
      List<CrashPoint> points = SmallWorkload.points(setup, steps);
      CrashPoint last = points.get(points.size() - 1);
      SimulatedDisk spare = last.pair().cut(PowerCut.all(), PowerCut.none()).spare();
      MetadataStore known = StoreFixture.open(spare.copy(), true);
      for (int i = 0; i < RUINS; i++) {
        opened += ruin(spare, known, last.places().stale(), random, ROUNDS);
      }
    } catch (SparesExhaustedException e) {
      return 0; // So many steps do not fit onto this spare.
    } catch (Throwable e) {
      String replay = "replay with -Drevector.seed=" + seed + " -Dtest=RuinTest";
      throw new AssertionError(replay + ": " + setup + " " + steps, e);
    }
    return opened;
  }

  /** Each twice at most: there are only so many sectors. */
  private static List<Step> steps(Random random) {
    List<Step> steps = new ArrayList<>(STEPS);
    steps.addAll(STEPS);
    Collections.shuffle(steps, random);
    return steps.subList(0, 1 + random.nextInt(MOST_STEPS));
  }

  private static int ruin(
      SimulatedDisk spare, MetadataStore known, List<List<Extent>> stale, Random random, int rounds)
      throws IOException {
    SimulatedDisk hurt = spare.copy();
    hurt(hurt, known, stale, random);
    MetadataStore found;
    try {
      found = StoreFixture.open(hurt, false);
    } catch (BlockDeviceException e) {
      return 0;
    }
    compare(known, found);
    return rounds == 1 ? 1 : 1 + ruin(hurt, found, stale, random, rounds - 1);
  }

  private static void hurt(
      SimulatedDisk spare, MetadataStore known, List<List<Extent>> stale, Random random) {
    int sectors = known.status().blockSize() / 512;
    int percent = 1 + random.nextInt(99);
    for (Copy copy : known.status().copies()) {
      int ofCopy = random.nextInt(3) == 0 ? 100 : percent;
      for (SpareExtent extent : copy.extents()) {
        lose(spare, new Extent(extent.sector(), extent.sectors()), sectors, ofCopy, random);
      }
    }
    int ofStale = random.nextBoolean() ? 0 : percent;
    stale.forEach(copy -> copy.forEach(extent -> lose(spare, extent, sectors, ofStale, random)));
    List<Long> witnesses = Spares.witnesses(known);
    // One stays: of a copy that takes no writes any more nothing else says that it is out of use.
    for (int i = witnesses.isEmpty() ? 0 : random.nextInt(witnesses.size()); i > 0; i--) {
      int lost = random.nextInt(witnesses.size());
      lose(spare, new Extent(witnesses.remove(lost), sectors), sectors, 100, random);
    }
  }

  private static void lose(
      SimulatedDisk spare, Extent extent, int sectors, int percent, Random random) {
    for (long at = extent.first(); at < extent.end(); at += sectors) {
      if (random.nextInt(100) < percent) {
        Loss loss = LOSSES.get(random.nextInt(LOSSES.size()));
        Spares.lose(spare, at, sectors, loss, random);
      }
    }
  }

  private static void compare(MetadataStore known, MetadataStore found) {
    if (!StoreFixture.runs(found).equals(StoreFixture.runs(known))
        || found.status().sequence() <= known.status().sequence()
        || found.status().epoch() <= known.status().epoch()) {
      throw new AssertionError(
          "another map: known=" + known.status() + ", found=" + found.status());
    }
  }
}

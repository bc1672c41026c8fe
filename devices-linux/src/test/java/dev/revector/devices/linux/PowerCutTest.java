package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulls the plug on main and spare, real block devices both, whose writes stay in memory until a
 * flush: each time in the middle of a request, with a random part of what no flush covers written.
 * After each cut the pair is opened again and every sector compared with what it may hold.
 */
class PowerCutTest {
  private static final long SEED = 20260101;
  private static final int LEAST_CUTS = 50;
  private static final int MOST_CUTS = 150;

  @TempDir private Path folder;
  private FaultyDisks disks;
  private final Map<CommitStep, Integer> histogram = new EnumMap<>(CommitStep.class);

  @BeforeEach
  void requireMachine() {
    Machine.requireFaultyDisks();
    disks = new FaultyDisks(folder);
  }

  @AfterEach
  void takeDisksAway() throws IOException {
    if (disks != null) {
      disks.close();
    }
  }

  @Test
  void shouldLoseNothingAcknowledgedInPowerCuts() throws IOException {
    disks.disk("main", 1 << 20, 512).disk("spare", 4 << 20, 512);
    disks.start();
    Workload workload = new Workload(SEED);
    for (Extent bad : workload.badSectors()) {
      disks.fail("main", "w", bad.first(), bad.count());
    }
    Pairs.create(disks.path("main"), disks.path("spare")).close();
    disks.cacheWrites();
    Random luck = new Random(SEED);
    int cuts = 0;
    while (cuts < LEAST_CUTS
        || (histogram.size() < CommitStep.values().length && cuts < MOST_CUTS)) {
      cuts++;
      cut(workload, luck);
    }
    System.out.println("power cuts by the step of the commit: " + histogram + ", seed=" + SEED);
    for (CommitStep step : CommitStep.values()) {
      assertTrue(histogram.containsKey(step), step + " was never cut: " + histogram);
    }
  }

  /** One life of the pair, from opening to the cut. */
  private void cut(Workload workload, Random luck) throws IOException {
    boolean whileOpening = luck.nextInt(8) == 0;
    if (whileOpening) {
      disks.cutPower(luck.nextLong(1 << 30), 1 + luck.nextInt(6));
    }
    RemapTarget target = null;
    List<String> before = List.of();
    try {
      target = Pairs.open(disks.path("main"), disks.path("spare"));
      workload.verify(target);
      if (!whileOpening) {
        disks.cutPower(luck.nextLong(1 << 30), 1 + luck.nextInt(60));
      }
      while (true) {
        before = disks.trace();
        workload.step(target);
      }
    } catch (IOException e) {
      disks.awaitDeath();
      List<String> all = disks.trace();
      List<String> last = all.subList(Math.min(before.size(), all.size()), all.size());
      CommitStep step =
          target == null
              ? CommitStep.OPENING
              : CommitStep.of(last, metadata(target), workload.remapped());
      histogram.merge(step, 1, Integer::sum);
    } finally {
      closeDead(target);
    }
    disks.restart();
  }

  private static List<SpareExtent> metadata(RemapTarget target) {
    List<SpareExtent> extents = new ArrayList<>();
    target.status().metadata().copies().forEach(copy -> extents.addAll(copy.extents()));
    return extents;
  }

  private static void closeDead(@org.jspecify.annotations.Nullable RemapTarget target) {
    if (target != null) {
      try {
        target.close();
      } catch (IOException e) {
        // Its disks are gone, so the last flush fails.
        assertTrue(e.getMessage() != null);
      }
    }
  }
}

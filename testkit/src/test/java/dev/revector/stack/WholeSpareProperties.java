package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceTooSmallException;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataStatus;
import dev.revector.PairStatus;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.SparesExhaustedException;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Fills whole spares through the engine, with remaps and releases of random length in between, over
 * sizes, block sizes, strategies and numbers of copies: every slot that is not metadata's gets
 * used, none twice, none inside the metadata, which grows meanwhile, and every sector keeps its
 * data.
 */
class WholeSpareProperties {
  private static final int UNITS = 1 << 17;

  private int perUnit;
  private Random random = new Random(0);

  @Property(tries = 60)
  void shouldUseEveryFreeSlotAndNoReservedOne(
      @ForAll @IntRange(min = 72, max = 3000) int blocks,
      @ForAll boolean large,
      @ForAll("strategies") String strategy,
      @ForAll @IntRange(min = 1, max = 8) int copies,
      @ForAll long seed)
      throws IOException {
    perUnit = large ? 8 : 1;
    random = new Random(seed);
    SimulatedDisk main = disk("main", (long) UNITS * perUnit);
    SimulatedDisk spare = disk("spare", (long) blocks * perUnit);
    RemapTarget target = create(pair(main, spare), strategy, copies);
    fill(target, 0);
    assertEquals(0, free(target));
    checkAll(target);
    release(target, main);
    fill(target, UNITS / 2);
    assertEquals(0, free(target));
    checkAll(target);
    target.close();
    checkAll(pair(main.copy(), spare.copy()).open());
  }

  @Provide
  Arbitrary<String> strategies() {
    return Arbitraries.of("auto", "minimal", "linear", "geometric");
  }

  /** So many copies, or as many as there is room for. */
  private static RemapTarget create(RemapTargetBuilder pair, String strategy, int copies)
      throws IOException {
    if (strategy.equals("auto")) {
      return create(pair.minCopies(1));
    }
    try {
      return create(pair.strategy(strategy).copies(copies));
    } catch (DeviceTooSmallException | IllegalArgumentException e) {
      return create(pair, strategy, copies - 1);
    }
  }

  private static RemapTarget create(RemapTargetBuilder pair) throws IOException {
    long planned = pair.plan().slots();
    RemapTarget target = pair.create();
    assertEquals(planned, free(target));
    return target;
  }

  private SimulatedDisk disk(String path, long sectors) {
    return SimulatedDisk.builder(sectors)
        .physicalBlockSize(512 * perUnit)
        .seed(path.length())
        .path(path)
        .build();
  }

  private static RemapTargetBuilder pair(SimulatedDisk main, SimulatedDisk spare) {
    return RemapTarget.builder().main(main).spare(spare);
  }

  /** Writes and remaps short runs, from a unit on, until no slot is left for even one unit. */
  private void fill(RemapTarget target, long firstUnit) throws IOException {
    int most = 3;
    long unit = firstUnit;
    while (most > 0) {
      int count = 1 + random.nextInt(most);
      for (long lba = unit * perUnit; lba < (unit + count) * perUnit; lba++) {
        target.write(lba, ByteBuffer.wrap(stamp(lba)));
      }
      try {
        target.remap(unit * perUnit, (long) count * perUnit);
      } catch (SparesExhaustedException e) {
        most = count - 1;
      }
      unit += count + random.nextInt(4);
    }
  }

  private static long free(RemapTarget target) {
    return target.status().spares().get(0).free();
  }

  private void release(RemapTarget target, SimulatedDisk main) throws IOException {
    for (MapRun run : target.runs(0, main.geometry().sectors())) {
      if (random.nextInt(3) == 0) {
        long unit = run.lba() / perUnit + random.nextInt(run.count() / perUnit);
        try {
          target.release(unit * perUnit, perUnit);
        } catch (SparesExhaustedException e) {
          // The middle of a run, and no room for the record that the cut makes: the whole run goes.
          target.release(run.lba(), run.count());
        }
        assertArrayEquals(stamp(unit * perUnit), main.peek(unit * perUnit, 1));
      }
    }
  }

  private void checkAll(RemapTarget target) throws IOException {
    List<Extent> taken = new ArrayList<>();
    PairStatus status = target.status();
    for (MetadataStatus.Copy copy : status.metadata().copies()) {
      copy.extents().forEach(part -> taken.add(new Extent(part.sector(), part.sectors())));
    }
    long mapped = 0;
    for (MapRun run : target.runs(0, target.geometry().sectors())) {
      taken.add(new Extent(run.spareSector(), run.count()));
      mapped += run.count();
      for (long lba = run.lba(); lba < run.end(); lba++) {
        ByteBuffer data = ByteBuffer.allocate(512);
        target.read(lba, data);
        assertArrayEquals(stamp(lba), data.array());
      }
    }
    taken.sort(Comparator.comparingLong(Extent::first));
    for (int i = 1; i < taken.size(); i++) {
      assertFalse(taken.get(i - 1).intersects(taken.get(i)), taken.get(i) + " is taken twice");
    }
    PairStatus.Spare spare = status.spares().get(0);
    assertTrue(taken.get(taken.size() - 1).end() <= spare.sectors());
    assertEquals(
        spare.sectors(),
        mapped + spare.reservedSectors() + spare.heldBackSectors() + spare.free() * perUnit);
    assertTrue(target.check(false).clean());
  }

  private static byte[] stamp(long lba) {
    return ByteBuffer.allocate(512).putLong(lba).putLong(~lba * 31).array();
  }
}

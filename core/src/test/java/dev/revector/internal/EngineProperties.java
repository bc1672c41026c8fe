package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MediumException;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Random requests, bad sectors and power cuts, one at a time, against a list of what each sector
 * may hold: the last version acknowledged, or after a power cut one written since the last flush.
 */
final class EngineProperties {
  private static final int SECTORS = 32;

  private enum Kind {
    WRITE,
    WRITE_AGAIN,
    READ,
    REMAP,
    RELEASE,
    FLUSH,
    ZERO,
    BAD_WRITES,
    BAD_SLOT_WRITES,
    BAD_READS,
    BAD_SLOT_READS,
    MEND,
    POWER_CUT
  }

  record Step(Kind kind, int lba, int count) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, SECTORS - 1),
            Arbitraries.integers().between(1, 10))
        .as((kind, lba, count) -> new Step(kind, lba, Math.min(count, SECTORS - lba)))
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
  void shouldLoseNothingToWriteErrors(@ForAll("steps") List<Step> steps, @ForAll boolean big)
      throws IOException {
    new Run(big ? 4 : 1, false).play(steps);
  }

  @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
  void shouldInventNothingAfterReadErrors(@ForAll("steps") List<Step> steps, @ForAll boolean big)
      throws IOException {
    new Run(big ? 4 : 1, true).play(steps);
  }

  private static final class Run {
    private final Rig rig;
    private final boolean readErrors;
    private final List<Set<Integer>> allowed = new ArrayList<>();
    private final List<Set<Integer>> unflushed = new ArrayList<>();
    private int version;

    Run(int perUnit, boolean readErrors) {
      this.rig = new Rig(SECTORS, perUnit, 64 / perUnit);
      this.readErrors = readErrors;
      rig.retries = 0;
      for (int lba = 0; lba < SECTORS; lba++) {
        allowed.add(new TreeSet<>(Set.of(0)));
        unflushed.add(new TreeSet<>(Set.of(0)));
      }
    }

    void play(List<Step> steps) throws IOException {
      for (Step step : steps) {
        play(step);
      }
      read(0, SECTORS);
      cut();
      read(0, SECTORS);
      assertFalse(rig.target().status().poisoned());
    }

    private void play(Step step) throws IOException {
      int lba = step.lba();
      int count = step.count();
      switch (step.kind()) {
        case WRITE, WRITE_AGAIN -> write(lba, count, ++version);
        case ZERO -> write(lba, count, -1);
        case READ -> read(lba, count);
        case REMAP -> quietly(() -> rig.target().remap(lba, count));
        case RELEASE -> quietly(() -> rig.target().release(lba, count));
        case FLUSH -> flush();
        case BAD_WRITES -> bad(rig.main.badWrites, lba, count);
        case BAD_SLOT_WRITES -> bad(rig.spare().badWrites, lba, 2);
        case BAD_READS -> badReads(rig.main.badReads, lba, count);
        case BAD_SLOT_READS -> badReads(rig.spare().badReads, lba, 2);
        case MEND -> mend();
        case POWER_CUT -> cut();
      }
    }

    private static void bad(Set<Long> sectors, int lba, int count) {
      for (long sector = lba; sector < lba + count; sector++) {
        sectors.add(sector);
      }
    }

    private void badReads(Set<Long> sectors, int lba, int count) {
      if (readErrors) {
        bad(sectors, lba, count);
      }
    }

    private void mend() {
      rig.main.badWrites.clear();
      rig.main.badReads.clear();
      rig.spare().badWrites.clear();
      rig.spare().badReads.clear();
    }

    private interface Move {
      void run() throws IOException;
    }

    private void quietly(Move move) throws IOException {
      try {
        move.run();
      } catch (UnreadableSectorException e) {
        assertTrue(readErrors, String.valueOf(e));
      } catch (SparesExhaustedException e) {
        assertTrue(rig.target().status().spares().get(0).free() < SECTORS);
      } catch (MediumException e) {
        assertTrue(!rig.main.badWrites.isEmpty() || !rig.main.badReads.isEmpty());
      }
    }

    /** Version -1 stands for zeros. */
    private void write(int lba, int count, int with) throws IOException {
      boolean done = false;
      try {
        if (with < 0) {
          rig.target().writeZeroes(lba, count);
        } else {
          rig.write(lba, count, with);
        }
        done = true;
      } catch (SparesExhaustedException e) {
        assertEquals(MediumException.class, e.getCause() == null ? null : e.getCause().getClass());
      }
      for (int sector = lba; sector < lba + count; sector++) {
        if (done) {
          allowed.get(sector).clear();
        }
        allowed.get(sector).add(with);
        unflushed.get(sector).add(with);
      }
    }

    private void flush() throws IOException {
      rig.target().flush();
      for (int lba = 0; lba < SECTORS; lba++) {
        unflushed.set(lba, new TreeSet<>(allowed.get(lba)));
      }
    }

    private void cut() {
      rig.powerCut();
      for (int lba = 0; lba < SECTORS; lba++) {
        allowed.set(lba, new TreeSet<>(unflushed.get(lba)));
      }
    }

    private void read(int lba, int count) throws IOException {
      for (int sector = lba; sector < lba + count; sector++) {
        try {
          byte[] found = rig.read(sector, 1).array();
          int holds = Arrays.equals(new byte[Rig.SECTOR], found) ? -1 : version(found, sector);
          assertTrue(
              allowed.get(sector).contains(holds),
              "lba=" + sector + ", holds=" + holds + ", allowed=" + allowed.get(sector));
        } catch (UnreadableSectorException e) {
          assertTrue(readErrors, String.valueOf(e));
          assertTrue("PLQ".contains(rig.states(sector, 1)), rig.states(sector, 1));
        }
      }
    }

    private static int version(byte[] found, int lba) {
      int version = ByteBuffer.wrap(found).getInt(8);
      assertTrue(Arrays.equals(Rig.stamp(lba, version), found), "torn: lba=" + lba);
      return version;
    }
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.testkit.FaultPlan.Access;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader tells of a pair what its writer tells, and finds the damage that the writer finds. */
class ReaderStatusTest {

  static List<Setup> all() {
    return Setup.ALL;
  }

  static List<Setup> ofTwoCopies() {
    return withCopies(2);
  }

  static List<Setup> ofThreeCopies() {
    return withCopies(3);
  }

  private static List<Setup> withCopies(int least) {
    return Setup.ALL.stream().filter(setup -> setup.copies() >= least).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldTellWhatTheWriterTells(Setup setup) throws IOException {
    SimPair pair = SimPair.fresh(setup, 3);
    try (RemapTarget writer = pair.create()) {
      compare(pair, writer);
      writer.remap(0, 1);
      writer.remap(64, 9);
      retireASlot(pair, writer);
      assertFalse(writer.retired().isEmpty());
      compare(pair, writer);
      writer.release(64, 4);
      compare(pair, writer);
    }
  }

  /** The slot of sector 0 refuses a write: what it held goes elsewhere. */
  private static void retireASlot(SimPair pair, RemapTarget writer) throws IOException {
    MapRun run = writer.runs(0, 1).get(0);
    pair.spare().faults().fail(Access.WRITE, run.spareSector(), 1);
    writer.write(0, Stamp.of(0, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("ofTwoCopies")
  void shouldFindTheDamageThatTheWriterFinds(Setup setup) throws IOException {
    SimPair pair = SimPair.fresh(setup, 4);
    try (RemapTarget writer = pair.create()) {
      writer.remap(8, 8);
      Copy last = writer.status().metadata().copies().get(setup.copies() - 1);
      int block = setup.perUnit() * 512;
      SpareExtent place = last.extents().get(0);
      pair.spare().poke(place.sector() + block / 512, new byte[block]);
      demand(pair, writer, last, CopyState.DAMAGED, 1);
      for (SpareExtent extent : last.extents()) {
        pair.spare().corrupt(extent.sector(), extent.sectors(), 7);
      }
      int blocks = (int) (blocksRead(pair) / setup.copies());
      demand(pair, writer, last, CopyState.UNREADABLE, blocks);
    }
  }

  /** Blocks that a check reads of all copies, the witnesses left out. */
  private static long blocksRead(SimPair pair) throws IOException {
    return checkedByReader(pair).blocks() - (pair.setup().copies() > 2 ? 3 : 0);
  }

  private static void demand(
      SimPair pair, RemapTarget writer, Copy copy, CopyState state, int findings)
      throws IOException {
    try (RemapTarget reader = pair.openReadOnly()) {
      assertEquals(state, reader.status().metadata().copies().get(copy.index()).state());
      assertEquals(writer.check(false), reader.check(false));
      List<Finding> found = reader.check(false).findings();
      assertEquals(findings, found.size(), found::toString);
      for (Finding finding : found) {
        assertEquals(copy.index(), finding.copy());
        assertTrue(
            copy.extents().stream().anyMatch(extent -> holds(extent, finding.sector())),
            () -> finding + " is not in " + copy);
      }
    }
  }

  private static boolean holds(SpareExtent extent, long sector) {
    return extent.sector() <= sector && sector < extent.sector() + extent.sectors();
  }

  @ParameterizedTest
  @MethodSource("ofThreeCopies")
  void shouldTellOfACopyThatLeft(Setup setup) throws IOException {
    SimPair pair = SimPair.fresh(setup, 5);
    try (RemapTarget writer = pair.create()) {
      for (SpareExtent extent : writer.status().metadata().copies().get(0).extents()) {
        pair.spare().faults().fail(Access.WRITE, extent.sector(), extent.sectors());
      }
      writer.remap(16, 3);
      writer.remap(40, 3);
      compare(pair, writer);
      assertEquals(writer.check(false), checkedByReader(pair));
    }
  }

  private static MetadataCheck checkedByReader(SimPair pair) throws IOException {
    try (RemapTarget reader = pair.openReadOnly()) {
      return reader.check(false);
    }
  }

  private static void compare(SimPair pair, RemapTarget writer) throws IOException {
    try (RemapTarget reader = pair.openReadOnly()) {
      assertEquals(alive(writer.status().metadata()), reader.status().metadata());
      assertEquals(writer.status().spares(), reader.status().spares());
      assertEquals(writer.retired(), reader.retired());
      assertEquals(writer.runs(0, Setup.SECTORS), reader.runs(0, Setup.SECTORS));
      assertEquals(writer.check(false), reader.check(false));
    }
  }

  /** The status as someone else sees it who does not hold the pair. */
  private static MetadataStatus alive(MetadataStatus status) {
    return new MetadataStatus(
        status.strategy(),
        status.blockSize(),
        status.sequence(),
        status.epoch(),
        status.generation(),
        true,
        status.copies());
  }
}

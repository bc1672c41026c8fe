package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataStatus;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.SparesExhaustedException;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The cases in which data and metadata met on one sector of a spare in dm-remap, which this product
 * follows: each must keep every sector's data and a clean check, also after a reopening.
 */
class CollisionTest {
  private static final int MAIN = 1 << 16;

  private final SimulatedDisk main = disk("main", MAIN);

  @Test
  void shouldPassOverReservedSectorsWhenRemapsFollowOnEachOther() throws IOException {
    SimulatedDisk spare = disk("spare", 1024);
    RemapTarget target = pair(spare).create();
    long slots = free(target);
    for (long lba = 0; lba < slots; lba++) {
      remap(target, lba);
    }
    assertKept(target, spare, slots);
  }

  @Test
  void shouldStayBesideTheMetadataUnderHeavyRemapping() throws IOException {
    SimulatedDisk spare = disk("spare", 1024);
    RemapTarget target = pair(spare).create();
    for (int round = 0; round < 20; round++) {
      for (long lba = round; lba < 4000; lba += 7) {
        remap(target, lba);
      }
      for (long lba = round; lba < 4000; lba += 7) {
        target.release(lba, 1);
      }
    }
    remap(target, 1);
    assertKept(target, spare, 1);
  }

  @Test
  void shouldUseTheSectorsRightBesideAReservedAreaAndNoneInside() throws IOException {
    SimulatedDisk spare = disk("spare", 128);
    RemapTarget target = pair(spare).create();
    List<Extent> reserved = reserved(target);
    assertEquals(2, reserved.size(), "two copies, packed, with no room to grow");
    long slots = free(target);
    for (long lba = 0; lba < slots; lba++) {
      remap(target, lba * 3);
    }
    List<Long> used = new ArrayList<>();
    for (MapRun run : target.runs(0, MAIN)) {
      for (long sector = run.spareSector(); sector < run.spareSector() + run.count(); sector++) {
        used.add(sector);
      }
    }
    assertTrue(used.contains(reserved.get(1).end()), "the sector right behind");
    assertTrue(used.contains(127L), "the last one");
    assertKept(target, spare, slots);
  }

  /** A larger spare would get other copies in other places; those that are there must stay. */
  @Test
  void shouldKeepItsPlacesWhenTheSpareHasChangedItsSize() throws IOException {
    SimulatedDisk spare = disk("spare", 1024);
    try (RemapTarget target = pair(spare).create()) {
      assertEquals("linear", target.status().metadata().strategy());
      for (long lba = 0; lba < 500; lba++) {
        remap(target, lba * 2);
      }
    }
    SimulatedDisk grown = spare.resize(1 << 14);
    RemapTarget target = reopen(grown);
    assertEquals("linear", target.status().metadata().strategy());
    for (long lba = 500; lba < 600; lba++) {
      remap(target, lba * 2);
    }
    assertKept(target, 600);
  }

  @Test
  void shouldRefuseTheRemapThatFindsNoFreeSector() throws IOException {
    SimulatedDisk spare = disk("spare", 72);
    RemapTarget target = pair(spare).create();
    long slots = free(target);
    for (long lba = 0; lba < slots; lba++) {
      remap(target, lba * 5);
    }
    assertThrows(SparesExhaustedException.class, () -> remap(target, slots * 5));
    assertEquals(List.of(), target.runs(slots * 5, 1), "nothing is mapped");
    target.release(0, 1);
    remap(target, slots * 5);
    assertKept(target, spare, slots);
  }

  private static SimulatedDisk disk(String path, long sectors) {
    return SimulatedDisk.builder(sectors).seed(path.length()).path(path).build();
  }

  private RemapTargetBuilder pair(SimulatedDisk spare) {
    return RemapTarget.builder().main(main).spare(spare).minCopies(1);
  }

  /** The same disks after the pair was closed, which closes them. */
  private RemapTarget reopen(SimulatedDisk spare) throws IOException {
    return RemapTarget.builder().main(main.copy()).spare(spare.copy()).open();
  }

  private static long free(RemapTarget target) {
    return target.status().spares().get(0).free();
  }

  private static void remap(RemapTarget target, long lba) throws IOException {
    target.write(lba, ByteBuffer.wrap(stamp(lba)));
    target.remap(lba, 1);
  }

  private static List<Extent> reserved(RemapTarget target) {
    List<Extent> reserved = new ArrayList<>();
    for (MetadataStatus.Copy copy : target.status().metadata().copies()) {
      copy.extents().forEach(part -> reserved.add(new Extent(part.sector(), part.sectors())));
    }
    return reserved;
  }

  private void assertKept(RemapTarget target, SimulatedDisk spare, long sectors)
      throws IOException {
    assertKept(target, sectors);
    target.close();
    try (RemapTarget again = reopen(spare)) {
      assertKept(again, sectors);
    }
  }

  private static void assertKept(RemapTarget target, long sectors) throws IOException {
    long mapped = 0;
    for (MapRun run : target.runs(0, MAIN)) {
      mapped += run.count();
      Extent place = new Extent(run.spareSector(), run.count());
      assertFalse(reserved(target).stream().anyMatch(place::intersects), "on metadata: " + run);
      for (long lba = run.lba(); lba < run.end(); lba++) {
        ByteBuffer data = ByteBuffer.allocate(512);
        target.read(lba, data);
        assertArrayEquals(stamp(lba), data.array());
      }
    }
    assertEquals(sectors, mapped);
    assertTrue(target.check(false).clean());
  }

  private static byte[] stamp(long lba) {
    return ByteBuffer.allocate(512).putLong(lba).putLong(~lba * 31).array();
  }
}

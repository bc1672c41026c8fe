package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.UnreadableSectorException;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pair that begins with a map: copied, in place, and where neither is easy. */
class InitialMapTest {
  private static final int SECTORS = 8192;

  private final SimulatedDisk main = disk("main", 512);

  private static SimulatedDisk disk(String name, int physicalBlock) {
    return SimulatedDisk.builder(SECTORS).physicalBlockSize(physicalBlock).path(name).build();
  }

  private static MapRun run(long lba, int count, SectorState state, long sector) {
    return new MapRun(lba, count, state, 0, sector, RemapReason.WRITE_ERROR, 77, 3);
  }

  private static InitialMap map(BlockDevice data, MapRun... runs) {
    return new InitialMap(List.of(runs), List.of(), Optional.of(data), List.of());
  }

  private RemapTarget create(SimulatedDisk spare, InitialMap map) throws IOException {
    return RemapTarget.builder().main(main.copy()).spare(spare).retries(0).initialMap(map).create();
  }

  private static byte[] text(long sector) {
    return DmRemapImages.text('S', sector);
  }

  private static SimulatedDisk written(String name, int physicalBlock) {
    SimulatedDisk disk = disk(name, physicalBlock);
    ByteBuffer all = ByteBuffer.allocate(SECTORS * 512);
    for (int i = 0; i < SECTORS; i++) {
      all.put(text(i));
    }
    disk.poke(0, all.array());
    return disk;
  }

  private static void assertReads(RemapTarget target, long lba, byte[] expected)
      throws IOException {
    ByteBuffer sector = ByteBuffer.allocate(512);
    target.read(lba, sector);
    assertArrayEquals(expected, sector.array(), "lba=" + lba);
  }

  private static SectorState state(RemapTarget target, long lba) {
    return target.runs(lba, 1).get(0).state();
  }

  @Test
  void shouldCopyWhatCanBeReadAndLoseTheRest() throws IOException {
    SimulatedDisk old = written("old", 512);
    old.faults().fail(Access.READ, 5001, 1);
    InitialMap map =
        map(
            old,
            run(100, 4, SectorState.MAPPED, 5000),
            run(104, 2, SectorState.LOST, 5004),
            run(106, 2, SectorState.PENDING, 0),
            run(108, 1, SectorState.MAPPED_PENDING, 5008),
            run(200, 2, SectorState.MAPPED, SECTORS - 1));
    try (RemapTarget target = create(disk("new", 512), map)) {
      for (int i : new int[] {0, 2, 3}) {
        assertReads(target, 100 + i, text(5000 + i));
      }
      assertReads(target, 200, text(SECTORS - 1));
      for (long lba : new long[] {101, 104, 105, 108, 201}) {
        assertEquals(SectorState.LOST, state(target, lba));
      }
      assertEquals(SectorState.PENDING, state(target, 107));
      assertEquals(77, target.runs(100, 1).get(0).timeSeconds());
      assertEquals(3, target.runs(100, 1).get(0).errors());
      assertThrows(
          UnreadableSectorException.class, () -> target.read(101, ByteBuffer.allocate(512)));
      assertEquals(List.of(), target.check(false).findings());
    }
    assertEquals(0, old.counters().writes());
  }

  @Test
  void shouldRetireSlotsThatRefuseTheirData() throws IOException {
    SimulatedDisk fresh = disk("new", 512);
    InitialMap map = map(written("old", 512), run(100, 4, SectorState.MAPPED, 5000));
    long first;
    try (RemapTarget target = create(fresh.copy(), map)) {
      first = target.runs(100, 1).get(0).spareSector();
    }
    fresh.faults().fail(Access.WRITE, first, 2);
    try (RemapTarget target = create(fresh, map)) {
      assertEquals(List.of(new SpareExtent(0, first, 2)), target.retired());
      for (int i = 0; i < 4; i++) {
        assertReads(target, 100 + i, text(5000 + i));
      }
    }
  }

  /** Every second sector is unreadable: many more runs than the map that was given. */
  @Test
  void shouldTakeMoreRunsThanExpected() throws IOException {
    SimulatedDisk old = written("old", 512);
    for (int i = 0; i < 2000; i += 2) {
      old.faults().fail(Access.READ, 4000 + i, 1);
    }
    InitialMap map = map(old, run(0, 2000, SectorState.MAPPED, 4000));
    try (RemapTarget target = create(disk("new", 512), map)) {
      assertEquals(2000, target.runs(0, SECTORS).size());
      assertEquals(1000, target.status().lostSectors());
      assertReads(target, 1999, text(5999));
      assertEquals(List.of(), target.check(false).findings());
    }
  }

  @Test
  void shouldMakeNoPairWithoutEnoughSlots() throws IOException {
    SimulatedDisk old = written("old", 512);
    SimulatedDisk fresh = SimulatedDisk.builder(256).path("new").build();
    InitialMap tooMany = map(old, run(0, 255, SectorState.MAPPED, 0));
    assertThrows(SparesExhaustedException.class, () -> create(fresh, tooMany));
    InitialMap evenMore = map(old, run(0, 257, SectorState.MAPPED, 0));
    assertThrows(SparesExhaustedException.class, () -> create(fresh, evenMore));
    assertThrows(
        WrongDeviceException.class, () -> RemapTarget.builder().spare(fresh).readOnly(true).open());
  }

  @Test
  void shouldRefuseAMapThatDoesNotFitTheDevices() throws IOException {
    SimulatedDisk spare = written("old", 512);
    assertThrows(
        WrongDeviceException.class,
        () -> create(disk("new", 512), map(spare, run(SECTORS, 1, SectorState.MAPPED, 1))));
    assertThrows(
        IllegalArgumentException.class,
        () -> map(spare, run(5, 2, SectorState.LOST, 0), run(6, 1, SectorState.LOST, 0)));
    create(spare, map(spare, run(7, 1, SectorState.MAPPED, 5000))).close();
    SimulatedDisk pair = spare.copy();
    assertThrows(
        WrongDeviceException.class,
        () -> create(pair, map(pair, run(7, 1, SectorState.MAPPED, 5000))));
    assertEquals(0, pair.counters().writes());
  }

  /**
   * Data lies wherever another tool put it: what is no slot of this pair moves, nothing is lost.
   */
  @ParameterizedTest
  @CsvSource({"512, 1", "512, 2", "4096, 3", "4096, 4", "4096, 5"})
  void shouldKeepAllDataInPlace(int physicalBlock, long seed) throws IOException {
    Random random = new Random(seed);
    SimulatedDisk spare = written("spare", physicalBlock);
    TreeMap<Long, Long> places = new TreeMap<>();
    List<Long> free = new ArrayList<>();
    for (long sector = 0; sector < SECTORS; sector++) {
      free.add(sector);
    }
    java.util.Collections.shuffle(free, random);
    for (int i = 0; i < 200; i++) {
      places.put((long) random.nextInt(SECTORS), free.get(i));
    }
    MapRun[] runs =
        places.entrySet().stream()
            .map(one -> run(one.getKey(), 1, SectorState.MAPPED, one.getValue()))
            .toArray(MapRun[]::new);
    create(spare, map(spare, runs)).close();
    SimulatedDisk again = spare.copy();
    try (RemapTarget target = RemapTarget.builder().main(main.copy()).spare(again).open()) {
      for (var place : places.entrySet()) {
        assertReads(target, place.getKey(), text(place.getValue()));
      }
      assertEquals(places.size(), target.status().remappedSectors());
      assertEquals(List.of(), target.check(false).findings());
      byte[] more = new byte[512];
      Arrays.fill(more, (byte) 9);
      for (long lba = 0; lba < SECTORS; lba += 97) {
        target.remap(lba, 1);
        target.write(lba, ByteBuffer.wrap(more));
        places.remove(lba);
      }
      for (var place : places.entrySet()) {
        assertReads(target, place.getKey(), text(place.getValue()));
      }
    }
  }

  /** No copy can be where a formula says: they go next to it and are found all the same. */
  @Test
  void shouldGoAroundDataAtEveryPlaceOfTheFormulas() throws IOException {
    List<Copy> copies;
    try (RemapTarget target = create(disk("blank", 512), InitialMap.EMPTY)) {
      copies = target.status().metadata().copies();
    }
    SimulatedDisk spare = written("spare", 512);
    MapRun[] runs =
        copies.stream()
            .map(copy -> copy.extents().get(0).sector())
            .map(sector -> run(sector, 1, SectorState.MAPPED, sector + 3))
            .toArray(MapRun[]::new);
    create(spare, map(spare, runs)).close();
    try (RemapTarget target = RemapTarget.builder().main(main.copy()).spare(spare.copy()).open()) {
      for (MapRun run : runs) {
        assertReads(target, run.lba(), text(run.spareSector()));
      }
      for (Copy copy : target.status().metadata().copies()) {
        SpareExtent at = copy.extents().get(0);
        Extent place = new Extent(at.sector(), at.sectors());
        for (MapRun run : runs) {
          assertTrue(!place.intersects(new Extent(run.spareSector(), 1)), place.toString());
        }
      }
      assertEquals(copies.size(), target.status().metadata().copies().size());
    }
  }

  @Test
  void shouldKeepRetiredSectorsOutOfUseInPlace() throws IOException {
    SimulatedDisk spare = written("spare", 512);
    List<Extent> retired = List.of(new Extent(10, 5), new Extent(3000, 100));
    InitialMap map =
        new InitialMap(
            List.of(run(7, 1, SectorState.MAPPED, 5000), run(9, 1, SectorState.MAPPED, 12)),
            retired,
            Optional.of(spare),
            List.of());
    create(spare, map).close();
    try (RemapTarget target = RemapTarget.builder().main(main.copy()).spare(spare.copy()).open()) {
      assertEquals(
          List.of(new SpareExtent(0, 10, 5), new SpareExtent(0, 3000, 100)), target.retired());
      assertReads(target, 9, text(12));
      assertEquals(5000, target.runs(7, 1).get(0).spareSector());
    }
  }
}

package dev.revector.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGoneException;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk17")
final class PowerCutTest {
  private final SimulatedDisk disk = SimulatedDisk.builder(64).seed(1).build();

  @Test
  void shouldReadBackBeforeTheFlush() throws IOException {
    disk.write(3, Sectors.of(7, 8));
    ByteBuffer read = ByteBuffer.allocate(1024);
    disk.read(3, read);
    assertEquals(1024, read.position());
    assertArrayEquals(Sectors.of(7, 8).array(), read.array());
  }

  @Test
  void shouldLoseWhatWasNotFlushed() throws IOException {
    disk.write(3, Sectors.of(7));
    disk.flush();
    disk.write(3, Sectors.of(8));
    disk.write(9, Sectors.of(9));
    assertEquals(7, Sectors.fill(disk.powerCut(PowerCut.none()), 3));
    assertEquals(0, Sectors.fill(disk.powerCut(PowerCut.none()), 9));
    assertEquals(8, Sectors.fill(disk.powerCut(PowerCut.all()), 3));
    assertEquals(8, Sectors.fill(disk, 3));
    assertTrue(disk.powerCut(PowerCut.all()).pendingFragments().isEmpty());
  }

  @Test
  void shouldKeepWhatWasFlushed() throws IOException {
    disk.write(0, Sectors.of(1, 2, 3));
    disk.flush();
    assertTrue(disk.pendingFragments().isEmpty());
    for (int seed = 0; seed < 100; seed++) {
      assertEquals(3, Sectors.fill(disk.powerCut(seed), 2));
    }
  }

  @Test
  void shouldReachEveryCombinationOfVersions() throws IOException {
    disk.write(0, Sectors.of(1, 2));
    disk.write(0, Sectors.of(3));
    Set<List<Integer>> seen = new HashSet<>();
    for (int seed = 0; seed < 1000; seed++) {
      SimulatedDisk cut = disk.powerCut(seed);
      seen.add(List.of(Sectors.fill(cut, 0), Sectors.fill(cut, 1)));
    }
    assertEquals(
        Set.of(
            List.of(0, 0),
            List.of(0, 2),
            List.of(1, 0),
            List.of(1, 2),
            List.of(3, 0),
            List.of(3, 2)),
        seen);
  }

  @Test
  void shouldCutExactlyAsTold() throws IOException {
    disk.write(4, Sectors.of(1, 2, 3));
    disk.write(4, Sectors.of(4));
    assertEquals(
        List.of(
            new PendingFragment(4, 4, 2),
            new PendingFragment(5, 5, 1),
            new PendingFragment(6, 6, 1)),
        disk.pendingFragments());
    SimulatedDisk cut =
        disk.powerCut(PowerCut.exactly(Map.of(4L, 0, 5L, PowerCut.UNREADABLE, 6L, PowerCut.OLD)));
    assertEquals(1, Sectors.fill(cut, 4));
    assertEquals(0, Sectors.fill(cut, 6));
    assertThrows(MediumException.class, () -> cut.read(5, ByteBuffer.allocate(512)));
    cut.write(5, Sectors.of(9));
    cut.read(5, ByteBuffer.allocate(512));
  }

  @Test
  void shouldTearInsideASectorOfFourKibibytes() throws IOException {
    SimulatedDisk large = SimulatedDisk.builder(4).sectorSize(4096).build();
    large.write(1, Sectors.of(1, 2, 3, 4, 5, 6, 7, 8));
    assertEquals(8, large.pendingFragments().size());
    byte[] torn = large.powerCut(PowerCut.exactly(Map.of(9L, 0))).peek(1, 1);
    assertEquals(0, torn[0]);
    assertEquals(2, torn[512]);
    assertEquals(0, torn[1024]);
  }

  @Test
  void shouldLeaveGarbageThatFollowsFromTheSeed() throws IOException {
    disk.write(4, Sectors.of(1));
    PowerCut garbage = PowerCut.exactly(Map.of(4L, PowerCut.GARBAGE));
    byte[] once = disk.powerCut(garbage).peek(4, 1);
    assertArrayEquals(once, disk.powerCut(garbage).peek(4, 1));
    assertTrue(once[0] != once[1] || once[1] != once[2]);
  }

  @Test
  void shouldCutAfterAnyNumberOfOperations() throws IOException {
    disk.cutAfter(2);
    disk.write(0, Sectors.of(1));
    disk.flush();
    assertThrows(DeviceGoneException.class, () -> disk.write(1, Sectors.of(2)));
    assertThrows(DeviceGoneException.class, disk::flush);
    SimulatedDisk cut = disk.powerCut(PowerCut.all());
    assertEquals(1, Sectors.fill(cut, 0));
    assertEquals(0, Sectors.fill(cut, 1));
    cut.write(1, Sectors.of(2));
  }

  @Test
  void shouldNotShareLaterWritesWithItsCuts() throws IOException {
    disk.write(0, Sectors.of(1));
    disk.flush();
    SimulatedDisk cut = disk.powerCut(PowerCut.none());
    disk.write(0, Sectors.of(2));
    disk.flush();
    cut.write(1, Sectors.of(3));
    cut.flush();
    assertEquals(1, Sectors.fill(cut, 0));
    assertEquals(2, Sectors.fill(disk, 0));
    assertEquals(0, Sectors.fill(disk, 1));
  }

  @Test
  void shouldBeDurableAtOnceWithoutAVolatileCache() throws IOException {
    SimulatedDisk plain = SimulatedDisk.builder(8).volatileCache(false).build();
    plain.write(0, Sectors.of(5));
    assertTrue(plain.pendingFragments().isEmpty());
    assertEquals(5, Sectors.fill(plain.powerCut(PowerCut.none()), 0));
  }
}

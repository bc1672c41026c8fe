package dev.revector.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.testkit.FaultPlan.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk17")
final class FaultPlanTest {
  private final SimulatedDisk disk = SimulatedDisk.builder(64).seed(1).build();
  private final FaultPlan faults = disk.faults();

  private static ByteBuffer read(BlockDevice disk, long lba, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(512 * count);
    disk.read(lba, target);
    return target;
  }

  private static Extent failingRead(BlockDevice disk, long lba, int count) {
    return assertThrows(MediumException.class, () -> read(disk, lba, count)).extent();
  }

  private static Extent failingWrite(BlockDevice disk, long lba, int... fills) {
    return assertThrows(MediumException.class, () -> disk.write(lba, Sectors.of(fills))).extent();
  }

  @Test
  void shouldNameTheWholeRequestAndDeliverNothing() throws IOException {
    disk.write(0, Sectors.of(1, 2, 3, 4));
    faults.fail(Access.READ, 2, 1);
    ByteBuffer target = ByteBuffer.allocate(2048);
    MediumException e = assertThrows(MediumException.class, () -> disk.read(0, target));
    assertEquals(new Extent(0, 4), e.extent());
    assertEquals(0, target.position());
    assertEquals(2048, target.limit());
    assertEquals((byte) 0xEE, target.get(0));
    read(disk, 0, 2);
    read(disk, 3, 1);
  }

  @Test
  void shouldNameTheBadSectorWhenPrecise() throws IOException {
    SimulatedDisk precise = SimulatedDisk.builder(8).preciseErrors(true).build();
    precise.write(0, Sectors.of(1, 2, 3, 4));
    precise.faults().fail(Access.BOTH, 2, 1);
    ByteBuffer target = ByteBuffer.allocate(2048);
    MediumException e = assertThrows(MediumException.class, () -> precise.read(0, target));
    assertEquals(new Extent(2, 2), e.extent());
    assertEquals(1024, target.position());
    assertArrayEquals(Sectors.of(1, 2).array(), Arrays.copyOf(target.array(), 1024));
    assertEquals(new Extent(2, 1), failingWrite(precise, 1, 7, 7));
  }

  @Test
  void shouldRefuseWritesAndKeepTheOldData() throws IOException {
    disk.write(0, Sectors.of(1, 2, 3));
    faults.fail(Access.WRITE, 1, 1);
    Set<Integer> prefixes = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      disk.write(0, Sectors.of(1));
      assertEquals(new Extent(0, 3), failingWrite(disk, 0, 7, 8, 9));
      assertEquals(2, Sectors.fill(disk, 1));
      assertEquals(3, Sectors.fill(disk, 2));
      prefixes.add(Sectors.fill(disk, 0));
    }
    assertEquals(Set.of(1, 7), prefixes);
    read(disk, 1, 1);
    assertThrows(MediumException.class, () -> disk.writeZeroes(0, 2));
  }

  @Test
  void shouldStrikeTheGivenNumberOfTimes() throws IOException {
    faults.failLater(Access.READ, 4, 2, 1, 2);
    read(disk, 4, 1);
    read(disk, 0, 4);
    failingRead(disk, 5, 1);
    disk.write(5, Sectors.of(1));
    failingRead(disk, 0, 64);
    read(disk, 4, 2);
    faults.failTimes(Access.BOTH, 4, 1, 2);
    failingWrite(disk, 4, 1);
    failingRead(disk, 4, 1);
    read(disk, 4, 1);
  }

  @Test
  void shouldCureASectorWhenItIsWritten() throws IOException {
    faults.failUntilWritten(4, 2);
    faults.fail(Access.READ, 6, 1);
    failingRead(disk, 4, 1);
    disk.write(4, Sectors.of(1));
    disk.write(6, Sectors.of(1));
    read(disk, 4, 1);
    failingRead(disk, 5, 1);
    failingRead(disk, 6, 1);
    faults.heal(6, 1);
    read(disk, 6, 1);
    disk.discard(5, 1);
    failingRead(disk, 5, 1);
  }

  @Test
  void shouldForgetACureThatWasNotFlushed() throws IOException {
    faults.failUntilWritten(4, 1);
    disk.write(4, Sectors.of(1));
    failingRead(disk.powerCut(PowerCut.none()), 4, 1);
    read(disk.powerCut(PowerCut.all()), 4, 1);
    disk.flush();
    read(disk.powerCut(PowerCut.none()), 4, 1);
  }

  @Test
  void shouldCureALargeSectorOnlyWhenAllOfItSurvives() throws IOException {
    SimulatedDisk large = SimulatedDisk.builder(4).sectorSize(4096).build();
    large.faults().failUntilWritten(1, 1);
    large.write(1, Sectors.of(1, 2, 3, 4, 5, 6, 7, 8));
    SimulatedDisk partly = large.powerCut(PowerCut.exactly(Map.of(9L, 0)));
    assertThrows(MediumException.class, () -> partly.read(1, ByteBuffer.allocate(4096)));
    large.powerCut(PowerCut.all()).read(1, ByteBuffer.allocate(4096));
  }

  @Test
  void shouldKeepStickyFaultsOverACutAndDropTheArmed() throws IOException {
    faults.fail(Access.READ, 1, 1);
    faults.fail(Access.WRITE, 2, 1);
    faults.failTimes(Access.BOTH, 3, 1, 9);
    faults.failFlushes(1);
    faults.loseWrites(5, 1, 1);
    SimulatedDisk cut = disk.powerCut(0);
    failingRead(cut, 1, 1);
    failingWrite(cut, 2, 1);
    read(cut, 3, 1);
    cut.write(5, Sectors.of(5));
    assertEquals(5, Sectors.fill(cut, 5));
    cut.flush();
    cut.faults().clear();
    read(cut, 1, 1);
    failingRead(disk, 1, 1);
  }

  @Test
  void shouldFailAFlushAndKeepWhatIsPending() throws IOException {
    disk.write(0, Sectors.of(1));
    faults.failFlushes(1);
    BlockDeviceException e = assertThrows(BlockDeviceException.class, disk::flush);
    assertFalse(e instanceof MediumException);
    assertEquals(0, Sectors.fill(disk.powerCut(PowerCut.none()), 0));
    disk.flush();
    assertEquals(1, Sectors.fill(disk.powerCut(PowerCut.none()), 0));
  }

  @Test
  void shouldKeepOnlyTheLatestFlushFault() throws IOException {
    disk.write(0, Sectors.of(1));
    faults.failFlushesAndDrop(5);
    faults.failFlushes(1);
    assertThrows(BlockDeviceException.class, disk::flush);
    assertEquals(1, Sectors.fill(disk, 0));
    disk.flush();
  }

  @Test
  void shouldNeitherClearNorDisarmTheCutThatIsToCome() throws IOException {
    disk.cutAfter(1);
    faults.clear();
    faults.disarm();
    disk.flush();
    assertThrows(DeviceGoneException.class, disk::flush);
  }

  @Test
  void shouldDropAPartOfWhatIsPendingForGood() throws IOException {
    faults.failUntilWritten(0, 64);
    disk.writeZeroes(0, 64);
    disk.flush();
    for (int lba = 0; lba < 64; lba++) {
      disk.write(lba, Sectors.of(1));
    }
    faults.failFlushesAndDrop(1);
    assertThrows(BlockDeviceException.class, disk::flush);
    int kept = disk.pendingFragments().size();
    assertTrue(kept > 0 && kept < 64);
    disk.flush();
    SimulatedDisk cut = disk.powerCut(PowerCut.none());
    int ones = 0;
    for (int lba = 0; lba < 64; lba++) {
      assertEquals(Sectors.fill(disk, lba), Sectors.fill(cut, lba));
      ones += Sectors.fill(cut, lba);
      read(cut, lba, 1);
    }
    assertEquals(kept, ones);
  }

  @Test
  void shouldForgetTheCuresThatAFailedFlushDropped() throws IOException {
    faults.failUntilWritten(0, 64);
    disk.writeZeroes(0, 64);
    faults.failFlushesAndDrop(1);
    assertThrows(BlockDeviceException.class, disk::flush);
    Set<Long> kept = new HashSet<>();
    disk.pendingFragments().forEach(fragment -> kept.add(fragment.lba()));
    disk.flush();
    for (long lba = 0; lba < 64; lba++) {
      if (kept.contains(lba)) {
        read(disk, lba, 1);
      } else {
        failingRead(disk, lba, 1);
        failingRead(disk.powerCut(PowerCut.all()), lba, 1);
      }
    }
  }

  @Test
  void shouldDropNothingWithoutACache() throws IOException {
    SimulatedDisk durable = SimulatedDisk.builder(64).volatileCache(false).build();
    durable.write(0, Sectors.of(1));
    durable.faults().failFlushesAndDrop(1);
    assertThrows(BlockDeviceException.class, durable::flush);
    assertEquals(1, Sectors.fill(durable, 0));
    durable.write(0, Sectors.of(2));
    durable.flush();
    assertEquals(2, Sectors.fill(durable.powerCut(PowerCut.none()), 0));
  }

  @Test
  void shouldNeverCureWhatNoWriteMakesReadable() throws IOException {
    faults.fail(Access.READ, 4, 1);
    faults.failUntilWritten(2, 5);
    disk.write(2, Sectors.of(1, 1, 1, 1, 1));
    disk.flush();
    failingRead(disk, 4, 1);
    read(disk, 2, 2);
    read(disk, 5, 2);
    disk.write(3, Sectors.of(2, 2, 2));
    SimulatedDisk torn = disk.powerCut(fragment -> PowerCut.UNREADABLE);
    torn.write(3, Sectors.of(3, 3, 3));
    failingRead(torn, 4, 1);
    read(torn, 3, 1);
    read(torn, 5, 1);
  }

  @Test
  void shouldLoseAndMisdirectWritesInSilence() throws IOException {
    faults.loseWrites(0, 1, 1);
    disk.write(0, Sectors.of(1));
    assertEquals(0, Sectors.fill(disk, 0));
    faults.misdirectWrites(0, 1, 1, 10);
    disk.write(0, Sectors.of(2));
    assertEquals(0, Sectors.fill(disk, 0));
    assertEquals(2, Sectors.fill(disk, 10));
    faults.misdirectWrites(0, 1, 1, -1);
    disk.write(0, Sectors.of(3));
    disk.write(0, Sectors.of(4));
    assertEquals(4, Sectors.fill(disk, 0));
  }

  @Test
  void shouldBeGoneUntilItComesBack() throws IOException {
    disk.write(0, Sectors.of(1));
    faults.gone();
    assertThrows(DeviceGoneException.class, () -> read(disk, 0, 1));
    assertThrows(DeviceGoneException.class, () -> read(disk.readOnlyView(), 0, 1));
    assertThrows(DeviceGoneException.class, disk::flush);
    assertEquals(1, Sectors.fill(disk.powerCut(PowerCut.all()), 0));
    faults.disarm();
    disk.flush();
  }

  @Test
  void shouldCorruptWhatIsDurableAndWhatIsPending() throws IOException {
    disk.write(0, Sectors.of(1));
    disk.flush();
    disk.write(0, Sectors.of(2));
    disk.corrupt(0, 1, 5);
    for (byte b : disk.peek(0, 1)) {
      assertTrue(b != 2);
    }
    for (byte b : disk.powerCut(PowerCut.none()).peek(0, 1)) {
      assertTrue(b != 1);
    }
    assertArrayEquals(disk.peek(0, 1), disk.powerCut(PowerCut.all()).peek(0, 1));
    disk.corrupt(0, 1, 5);
    assertEquals(2, Sectors.fill(disk, 0));
    assertEquals(1, Sectors.fill(disk.powerCut(PowerCut.none()), 0));
  }

  @Test
  void shouldFailToWritePartOfABlockThatItCannotRead() throws IOException {
    SimulatedDisk large = SimulatedDisk.builder(32).physicalBlockSize(4096).build();
    large.faults().failUntilWritten(3, 1);
    failingWrite(large, 0, 1);
    failingWrite(large, 4, 1, 1, 1, 1, 1);
    for (int i = 0; i < 20; i++) {
      failingWrite(large, 1, 9, 9);
      assertEquals(0, Sectors.fill(large, 1));
    }
    large.write(8, Sectors.of(1));
    large.write(0, Sectors.of(1, 2, 3, 4, 5, 6, 7, 8));
    read(large, 0, 8);
    large.write(0, Sectors.of(1));

    SimulatedDisk easy =
        SimulatedDisk.builder(32).physicalBlockSize(4096).readModifyWrite(false).build();
    easy.faults().failUntilWritten(3, 1);
    easy.write(0, Sectors.of(1));
  }

  @Test
  void shouldRefuseFaultsThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> faults.fail(Access.READ, 64, 1));
    assertThrows(IllegalArgumentException.class, () -> faults.failTimes(Access.READ, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> faults.failFlushes(0));
  }
}

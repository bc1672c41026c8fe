package dev.revector.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.Operation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk17")
final class SimulatedDiskTest {
  private final SimulatedDisk disk = SimulatedDisk.builder(64).build();

  @Test
  void shouldDescribeItself() {
    SimulatedDisk other =
        SimulatedDisk.builder(16)
            .sectorSize(4096)
            .physicalBlockSize(8192)
            .path("a")
            .stableId("wwn-1")
            .backing("8:1")
            .discard(false)
            .build();
    assertEquals(new DeviceGeometry(16, 4096, 8192), other.geometry());
    assertEquals(new DeviceCapabilities(true, false, true), other.capabilities());
    assertEquals("a", other.identity().path());
    assertEquals("wwn-1", other.identity().stableId());
    assertEquals("8:1", other.identity().backing());
    assertEquals(65536, other.identity().lengthBytes());
    assertFalse(disk.identity().overlaps(SimulatedDisk.builder(64).build().identity()));
    assertTrue(disk.identity().overlaps(disk.powerCut(0).identity()));
  }

  @Test
  void shouldCountAndAnnounceEveryRequest() throws IOException {
    List<Operation> trace = new ArrayList<>();
    disk.listen(trace::add);
    disk.write(3, Sectors.of(1, 2));
    disk.read(0, ByteBuffer.allocate(4096));
    disk.writeZeroes(10, 5);
    disk.discard(20, 2);
    disk.flush();
    assertEquals(
        List.of(
            new Operation(Kind.WRITE, 3, 2),
            new Operation(Kind.READ, 0, 8),
            new Operation(Kind.WRITE_ZEROES, 10, 5),
            new Operation(Kind.DISCARD, 20, 2),
            new Operation(Kind.FLUSH, 0, 0)),
        trace);
    assertEquals(new Counters(1, 2, 1, 1, 8, 7), disk.counters());
    assertEquals(5, disk.counters().operations());
    disk.resetCounters();
    assertEquals(0, disk.counters().operations());
  }

  @Test
  void shouldLetAListenerCutBeforeEveryRequest() throws IOException {
    List<Integer> seen = new ArrayList<>();
    disk.listen(operation -> seen.add(Sectors.fill(disk.powerCut(PowerCut.none()), 0)));
    disk.write(0, Sectors.of(1));
    disk.flush();
    disk.write(0, Sectors.of(2));
    disk.flush();
    assertEquals(List.of(0, 0, 1, 1), seen);
  }

  @Test
  void shouldRefuseRequestsOutsideTheDisk() {
    ByteBuffer two = ByteBuffer.allocate(1024);
    assertThrows(IllegalArgumentException.class, () -> disk.read(63, two));
    assertThrows(IllegalArgumentException.class, () -> disk.write(-1, two));
    assertThrows(IllegalArgumentException.class, () -> disk.writeZeroes(0, 65));
    assertThrows(IllegalArgumentException.class, () -> disk.discard(64, 1));
    assertThrows(IllegalArgumentException.class, () -> disk.read(0, ByteBuffer.allocate(100)));
    assertEquals(0, disk.counters().operations());
  }

  @Test
  void shouldRefuseWritesWhenReadOnly() {
    SimulatedDisk readOnly = SimulatedDisk.builder(8).writable(false).build();
    assertFalse(readOnly.capabilities().writable());
    assertThrows(ReadOnlyDeviceException.class, () -> readOnly.write(0, Sectors.of(1)));
    assertThrows(ReadOnlyDeviceException.class, () -> readOnly.discard(0, 1));
  }

  @Test
  void shouldFailOnceClosedAndOpenAgainAsACopy() throws IOException {
    disk.write(0, Sectors.of(1));
    disk.close();
    assertTrue(disk.isClosed());
    assertThrows(BlockDeviceException.class, disk::flush);
    assertThrows(BlockDeviceException.class, () -> disk.read(0, ByteBuffer.allocate(512)));
    SimulatedDisk again = disk.copy();
    assertEquals(1, again.pendingFragments().size());
    again.flush();
    assertEquals(1, Sectors.fill(again, 0));
    assertEquals(1, disk.pendingFragments().size());
  }

  @Test
  void shouldShowTheDiskToAReaderBesideTheWriter() throws IOException {
    BlockDevice view = disk.readOnlyView();
    disk.write(0, Sectors.of(1));
    ByteBuffer target = ByteBuffer.allocate(512);
    view.read(0, target);
    assertEquals(1, target.get(0));
    assertTrue(view.heldByWriter());
    assertFalse(disk.heldByWriter());
    assertFalse(view.capabilities().writable());
    assertThrows(ReadOnlyDeviceException.class, () -> view.write(0, Sectors.of(1)));
    disk.close();
    assertFalse(view.heldByWriter());
    view.read(0, target.clear());
    view.close();
    assertThrows(BlockDeviceException.class, () -> view.read(0, target.clear()));
  }

  @Test
  void shouldCountNothingThatAReaderAsksFor() throws IOException {
    List<Operation> trace = new ArrayList<>();
    disk.listen(trace::add);
    disk.cutAfter(0);
    disk.readOnlyView().read(0, ByteBuffer.allocate(512));
    assertEquals(0, disk.counters().operations());
    assertEquals(List.of(), trace);
  }

  @Test
  void shouldTakeMemoryOnlyForWhatIsWritten() throws IOException {
    SimulatedDisk huge = SimulatedDisk.builder(1L << 40).build();
    huge.write((1L << 40) - 1, Sectors.of(1));
    huge.write(12345678901L, Sectors.of(2));
    huge.flush();
    huge.discard(0, 1L << 39);
    assertEquals(1, Sectors.fill(huge, (1L << 40) - 1));
    assertEquals(0, Sectors.fill(huge, 12345678901L));
    SimulatedDisk cut = huge.resize(1L << 45).powerCut(0);
    cut.write((1L << 45) - 1, Sectors.of(3));
    assertEquals(1, Sectors.fill(cut, (1L << 40) - 1));
    assertEquals(3, Sectors.fill(cut, (1L << 45) - 1));
  }

  @Test
  void shouldReadZerosAfterADiscardAndAfterACut() throws IOException {
    disk.write(0, Sectors.of(1, 2, 3));
    disk.flush();
    disk.write(0, Sectors.of(4));
    disk.discard(0, 2);
    SimulatedDisk cut = disk.powerCut(PowerCut.all());
    assertEquals(0, Sectors.fill(cut, 0));
    assertEquals(0, Sectors.fill(cut, 1));
    assertEquals(3, Sectors.fill(cut, 2));
    SimulatedDisk plain = SimulatedDisk.builder(8).discard(false).build();
    plain.write(0, Sectors.of(1));
    plain.discard(0, 1);
    assertEquals(1, Sectors.fill(plain, 0));
  }

  @Test
  void shouldGrowAndShrink() throws IOException {
    disk.write(62, Sectors.of(1, 2));
    disk.faults().fail(Access.READ, 10, 1);
    disk.faults().fail(Access.READ, 63, 1);
    SimulatedDisk grown = disk.resize(100);
    assertEquals(100, grown.geometry().sectors());
    assertEquals(100 * 512, grown.identity().lengthBytes());
    assertEquals(2, Sectors.fill(grown.powerCut(PowerCut.none()), 63));
    assertThrows(MediumException.class, () -> grown.read(63, ByteBuffer.allocate(512)));
    assertThrows(MediumException.class, () -> grown.read(10, ByteBuffer.allocate(512)));
    SimulatedDisk shrunk = grown.resize(63);
    assertThrows(IllegalArgumentException.class, () -> shrunk.peek(63, 1));
    SimulatedDisk again = shrunk.resize(64);
    assertEquals(1, Sectors.fill(again, 62));
    assertEquals(0, Sectors.fill(again, 63));
    again.read(63, ByteBuffer.allocate(512));
  }

  @Test
  void shouldCloneUnderAnotherIdentity() throws IOException {
    disk.write(0, Sectors.of(1));
    SimulatedDisk clone = disk.copyAs("clone", "wwn-2");
    assertEquals("wwn-2", clone.identity().stableId());
    assertFalse(clone.identity().overlaps(disk.identity()));
    clone.write(0, Sectors.of(2));
    assertEquals(1, Sectors.fill(disk, 0));
    assertEquals(2, Sectors.fill(clone, 0));
  }

  @Test
  void shouldPokeWhatIsDurable() throws IOException {
    disk.write(0, Sectors.of(1));
    disk.poke(0, Sectors.of(2).array());
    assertEquals(2, Sectors.fill(disk, 0));
    assertEquals(2, Sectors.fill(disk.powerCut(PowerCut.none()), 0));
  }

  @Test
  void shouldChooseTheSameForTheSameSeed() throws IOException {
    assertArrayEquals(torn(7), torn(7));
    assertNotEquals(prefixes(1), prefixes(2));
    assertEquals(prefixes(1), prefixes(1));
  }

  private static byte[] torn(long seed) throws IOException {
    SimulatedDisk one = SimulatedDisk.builder(64).seed(1).build();
    for (int i = 0; i < 64; i++) {
      one.write(i, Sectors.of(1 + i));
    }
    return one.powerCut(PowerCut.random(seed, 20, PowerCut.GARBAGE)).peek(0, 64);
  }

  private static List<Integer> prefixes(long seed) {
    SimulatedDisk one = SimulatedDisk.builder(64).seed(seed).build();
    one.faults().fail(Access.WRITE, 4, 1);
    List<Integer> lengths = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      int number = i;
      assertThrows(
          MediumException.class,
          () -> one.write(0, Sectors.of(number, number, number, number, number)));
      int length = 0;
      while (length < 4 && Sectors.fill(one, length) == number) {
        length++;
      }
      lengths.add(length);
    }
    return lengths;
  }
}

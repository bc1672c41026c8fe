package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.PoisonedException;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs on disks that the kernel itself gets real I/O errors from. */
class RealErrorsTest {
  private static final long MAIN_BYTES = 16 << 20;
  private static final long SPARE_BYTES = 4 << 20;

  @TempDir private Path folder;
  private FaultyDisks disks;

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

  private void start(int sectorSize) throws IOException {
    disks.disk("main", MAIN_BYTES, sectorSize).disk("spare", SPARE_BYTES, sectorSize).start();
  }

  private RemapTarget create() throws IOException {
    return Pairs.create(disks.path("main"), disks.path("spare"));
  }

  private RemapTarget open() throws IOException {
    return Pairs.open(disks.path("main"), disks.path("spare"));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldWriteOverBadSectorsAndMapJustThose(int sectorSize) throws IOException {
    start(sectorSize);
    int ratio = sectorSize / 512;
    disks.fail("main", "w", 100L * ratio, 3L * ratio);
    disks.fail("main", "w", 150L * ratio, 1);
    ByteBuffer data = Pairs.data(96, 64, sectorSize, 1);
    List<Extent> expected = List.of(new Extent(100, 3), new Extent(150, 1));
    try (RemapTarget target = create()) {
      assertEquals(sectorSize, target.geometry().sectorSize());
      target.write(96, data.duplicate());
      assertEquals(data, Pairs.read(target, 96, 64));
      assertEquals(expected, Pairs.mapped(target));
    }
    try (RemapTarget target = open()) {
      assertEquals(data, Pairs.read(target, 96, 64));
      assertEquals(expected, Pairs.mapped(target));
    }
  }

  @Test
  void shouldNameUnreadableSectorsAndReadTheirNeighbours() throws IOException {
    start(512);
    ByteBuffer data = Pairs.data(192, 16, 512, 1);
    try (RemapTarget target = create()) {
      target.write(192, data.duplicate());
      target.flush();
      disks.fail("main", "rw", 200, 2);
      ByteBuffer buffer = ByteBuffer.allocate(16 * 512);
      UnreadableSectorException e =
          assertThrows(UnreadableSectorException.class, () -> target.read(192, buffer));
      assertEquals(List.of(new Extent(200, 2)), e.sectors());
      assertEquals(8 * 512, buffer.position());
      assertEquals(data.slice(0, 8 * 512), Pairs.read(target, 192, 8));
      assertEquals(data.slice(10 * 512, 6 * 512), Pairs.read(target, 202, 6));
      assertEquals(
          List.of(SectorState.PENDING),
          target.runs(0, 1000).stream().map(run -> run.state()).toList());

      target.write(200, Pairs.data(200, 2, 512, 2));
      assertEquals(Pairs.data(200, 2, 512, 2), Pairs.read(target, 200, 2));
      assertEquals(
          List.of(SectorState.MAPPED),
          target.runs(0, 1000).stream().map(run -> run.state()).toList());
    }
  }

  @Test
  void shouldCureASectorThatMainTakesAgain() throws IOException {
    start(512);
    try (RemapTarget target = create()) {
      disks.fail("main", "r", 300, 1);
      assertThrows(UnreadableSectorException.class, () -> Pairs.read(target, 300, 1));
      disks.heal();
      target.write(300, Pairs.data(300, 1, 512, 1));
      assertEquals(Pairs.data(300, 1, 512, 1), Pairs.read(target, 300, 1));
      assertEquals(List.of(), Pairs.mapped(target));
    }
  }

  @Test
  void shouldLoseNothingToBadSectorsInMetadataAndSlots() throws IOException {
    start(512);
    List<Extent> expected = new ArrayList<>();
    try (RemapTarget target = create()) {
      List<SpareExtent> copies = new ArrayList<>();
      target.status().metadata().copies().forEach(copy -> copies.addAll(copy.extents()));
      disks.fail("spare", "rw", copies.get(1).sector(), copies.get(1).sectors() / 2);
      disks.fail("spare", "w", copies.get(3).sector() + 2, 3);
      disks.fail("main", "w", 1000, 200);
      target.write(1199, Pairs.data(1199, 1, 512, 7));
      disks.fail("spare", "w", target.runs(1199, 1).get(0).spareSector() + 1, 5);
      for (long lba = 1000; lba < 1200; lba += 20) {
        target.write(lba, Pairs.data(lba, 3, 512, 7));
        expected.add(new Extent(lba, 3));
      }
      expected.add(new Extent(1199, 1));
      assertEquals(expected, Pairs.mapped(target));
      assertTrue(target.status().spares().get(0).retired() > 0);
    }
    try (RemapTarget target = open()) {
      for (long lba = 1000; lba < 1200; lba += 20) {
        assertEquals(Pairs.data(lba, 3, 512, 7), Pairs.read(target, lba, 3));
      }
      assertEquals(expected, Pairs.mapped(target));
    }
  }

  @Test
  void shouldPoisonThePairWhenAFlushFailsAndNotRetry() throws IOException {
    start(512);
    try (RemapTarget target = create()) {
      target.write(10, Pairs.data(10, 1, 512, 1));
      disks.failFlush("main");
      long before = flushes("main");
      assertThrows(BlockDeviceException.class, target::flush);
      assertEquals(before + 1, flushes("main"));
      assertTrue(target.status().poisoned());
      assertThrows(PoisonedException.class, target::flush);
      assertThrows(PoisonedException.class, () -> target.write(11, Pairs.data(11, 1, 512, 1)));
      assertEquals(before + 1, flushes("main"));
      Pairs.read(target, 11, 1);
    }
    disks.heal();
    try (RemapTarget target = open()) {
      assertFalse(target.status().poisoned());
    }
  }

  private long flushes(String name) throws IOException {
    return disks.trace().stream().filter(line -> line.equals(name + " f")).count();
  }

  @Test
  void shouldReportADeviceThatIsGoneAtOnceAndMapNothing() throws IOException {
    start(512);
    try (RemapTarget target = create();
        DirectBlockDevice look = DirectBlockDevice.open(disks.path("spare"), Pairs.READ)) {
      disks.kill();
      assertThrows(DeviceGoneException.class, () -> Pairs.read(look, 0, 8));
      assertThrows(DeviceGoneException.class, () -> Pairs.read(look, 8, 8));
      IOException e =
          assertThrows(IOException.class, () -> target.write(10, Pairs.data(10, 4, 512, 1)));
      assertFalse(e instanceof MediumException, e.toString());
      assertThrows(DeviceGoneException.class, () -> Pairs.read(target, 10, 4));
      assertEquals(List.of(), Pairs.mapped(target));
    } catch (DeviceGoneException e) {
      // Closing flushes, which can't succeed.
      assertTrue(e.toString().contains("gone"), e.toString());
    }
  }
}

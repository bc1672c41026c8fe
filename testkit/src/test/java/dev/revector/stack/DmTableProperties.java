package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.Extent;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import dev.revector.transfer.DmTable;
import dev.revector.transfer.DmTable.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The device-mapper table of a pair with a random history gives the very sectors, and errors, that
 * the pair gives; and no line of it could be left out.
 */
class DmTableProperties {
  private static final int BYTES = 256 << 10;

  @Property(tries = 60)
  void shouldServeWhatThePairServes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    int sectorSize = random.nextInt(4) == 0 ? 4096 : 512;
    int block = Math.max(sectorSize, random.nextBoolean() ? 512 : 4096);
    SimulatedDisk main = disk("main", BYTES, sectorSize, block, seed);
    SimulatedDisk spare = disk("spare", 8 * BYTES, Math.min(512, sectorSize), block, seed + 1);
    byte[] noise = new byte[BYTES];
    random.nextBytes(noise);
    main.poke(0, noise);
    try (RemapTarget target =
        RemapTarget.builder().main(main).spare(spare).minCopies(1).retries(0).create()) {
      for (int i = random.nextInt(30); i > 0; i--) {
        change(target, main, spare, random);
      }
      StringBuilder table = new StringBuilder();
      long sectors = target.geometry().sectors();
      Device mainName = new Device("/dev/main", 0);
      DmTable.write(
          table,
          target.geometry(),
          mainName,
          List.of(new Device("/dev/spare", 0)),
          target.runs(0, sectors));
      assertSame(
          target,
          new DmTableInterpreter(table.toString(), Map.of("/dev/main", main, "/dev/spare", spare)));
    }
  }

  private static SimulatedDisk disk(
      String name, long bytes, int sectorSize, int physicalBlock, long seed) {
    return SimulatedDisk.builder(bytes / sectorSize)
        .sectorSize(sectorSize)
        .physicalBlockSize(physicalBlock)
        .path(name)
        .seed(seed)
        .build();
  }

  private static void change(
      RemapTarget target, SimulatedDisk main, SimulatedDisk spare, Random random)
      throws IOException {
    long sectors = target.geometry().sectors();
    long lba = random.nextLong(sectors);
    int count = (int) Math.min(sectors - lba, 1 + random.nextInt(12));
    byte[] data = new byte[count * target.geometry().sectorSize()];
    random.nextBytes(data);
    try {
      switch (random.nextInt(6)) {
        case 0 -> target.remap(lba, count);
        case 1 -> target.markPending(List.of(new Extent(lba, count)), RemapReason.IMPORTED);
        case 2 -> target.write(lba, ByteBuffer.wrap(data));
        case 3 -> {
          main.faults().fail(Access.WRITE, lba, count);
          target.write(lba, ByteBuffer.wrap(data));
          main.faults().heal(lba, count);
        }
        case 4 -> target.release(lba, count);
        default -> {
          // A slot that can't be read becomes mapped but unreadable, with the first read of it.
          target.remap(lba, 1);
          long slot = target.runs(lba, 1).get(0).spareSector();
          int ratio = target.geometry().sectorSize() / spare.geometry().sectorSize();
          spare.faults().failUntilWritten(slot * ratio, ratio);
          target.read(lba, ByteBuffer.wrap(data, 0, target.geometry().sectorSize()));
        }
      }
    } catch (UnreadableSectorException e) {
      // What the sector is now, the map says.
    }
  }

  private static void assertSame(RemapTarget target, DmTableInterpreter kernel) throws IOException {
    int perSector = target.geometry().sectorSize() / 512;
    assertEquals(target.geometry().sectors() * perSector, kernel.sectors());
    assertNull(kernel.joinable());
    for (long lba = 0; lba < target.geometry().sectors(); lba++) {
      ByteBuffer sector = ByteBuffer.allocate(target.geometry().sectorSize());
      boolean error = kernel.read(lba * perSector) == null;
      long asked = lba;
      if (error) {
        assertThrows(UnreadableSectorException.class, () -> target.read(asked, sector));
      } else {
        target.read(lba, sector);
      }
      for (int part = 0; part < perSector; part++) {
        byte[] expected = new byte[512];
        sector.get(part * 512, expected);
        assertArrayEquals(error ? null : expected, kernel.read(lba * perSector + part));
      }
    }
  }
}

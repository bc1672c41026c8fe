package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Sectors that can't be read until they are written. */
record BadSectorChecks(BlockDeviceContract.Opener opener, BlockDeviceContract.Spoiler spoiler) {
  private static final int AREA = 64;
  private static final int BAD = 21;
  private static final int BAD_COUNT = 2;

  List<ContractCheck> all() {
    return List.of(
        spoiled("a bad sector is a medium error that covers it", BadSectorChecks::typed),
        spoiled("what a failed read says it read is right", BadSectorChecks::part),
        spoiled("sectors apart from a bad one are read", BadSectorChecks::othersStay),
        spoiled("a bad sector that was written is read", BadSectorChecks::cured));
  }

  /** A check that leaves no bad sector to the next one. */
  private ContractCheck spoiled(String name, BlockDeviceContract.Work work) {
    return BlockDeviceContract.check(
        name,
        opener,
        device -> {
          Content.write(device, 0, area(device), 1);
          device.flush();
          spoiler.spoil(BAD, BAD_COUNT);
          work.on(device);
          Content.write(device, 0, area(device), 1);
          device.flush();
        });
  }

  private static MediumException failed(BlockDevice device, long lba, ByteBuffer target) {
    return Expect.thrown(
        MediumException.class, "read with a bad sector", () -> device.read(lba, target));
  }

  private static void typed(BlockDevice device) throws IOException {
    int size = device.geometry().sectorSize();
    for (int lba = BAD - 3; lba < BAD + BAD_COUNT; lba++) {
      int count = BAD + BAD_COUNT + 3 - lba;
      var extent = failed(device, lba, ByteBuffer.allocate(count * size)).extent();
      String what = "extent=" + extent + " of a read of lba=" + lba + ", count=" + count;
      Expect.that(
          extent.first() >= lba && extent.end() <= lba + count, what + " leaves the request");
      Expect.that(
          extent.first() <= Math.max(lba, BAD) && extent.end() >= BAD + BAD_COUNT,
          what + " leaves out a bad sector: bad=" + BAD + ", count=" + BAD_COUNT);
    }
  }

  private static void part(BlockDevice device) throws IOException {
    int size = device.geometry().sectorSize();
    for (int before = 0; before < 9; before++) {
      ByteBuffer target = ByteBuffer.allocate((before + 6) * size);
      int limit = target.limit();
      long lba = (long) BAD - before;
      failed(device, lba, target);
      Expect.equal(limit, target.limit(), "limit after a failed read");
      Expect.that(target.position() % size == 0, "position after a failed read is in a sector");
      int read = target.position() / size;
      Expect.that(read <= before, "position is behind the bad sector: sectors read=" + read);
      ByteBuffer wanted = Content.of(device, lba, read, 1);
      Content.compare(size, lba, wanted, target.flip(), "read before the bad sector");
    }
  }

  private static void cured(BlockDevice device) throws IOException {
    int first = firstOfBlock(device);
    int count = endOfBlock(device) - first;
    Content.write(device, first, count, 2);
    Content.expect(device, first, count, 2, "a bad block that was written");
    othersStay(device);
  }

  private static void othersStay(BlockDevice device) throws IOException {
    int end = endOfBlock(device);
    Content.expect(device, 0, firstOfBlock(device), 1, "blocks before a bad sector");
    Content.expect(device, end, area(device) - end, 1, "blocks behind a bad sector");
  }

  private static int firstOfBlock(BlockDevice device) {
    int perBlock = device.geometry().sectorsPerBlock();
    return BAD / perBlock * perBlock;
  }

  /** Behind the blocks with bad sectors; the last block of a device may be part of one. */
  private static int endOfBlock(BlockDevice device) {
    int perBlock = device.geometry().sectorsPerBlock();
    int end = (BAD + BAD_COUNT + perBlock - 1) / perBlock * perBlock;
    return (int) Math.min(end, device.geometry().sectors());
  }

  /** How many sectors are tried: a block behind the bad ones, if the device has it. */
  private static int area(BlockDevice device) {
    int end = endOfBlock(device) + device.geometry().sectorsPerBlock();
    return (int) Math.min(Math.max(end, AREA), device.geometry().sectors());
  }
}

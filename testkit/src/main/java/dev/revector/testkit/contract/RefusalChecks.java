package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;

/** Requests that cannot be meant: refused, and nothing is touched. */
record RefusalChecks(BlockDeviceContract.Opener opener) {
  private static final int AREA = 8;

  List<ContractCheck> all() {
    return List.of(
        check("a request outside the device is refused", opener, RefusalChecks::outside),
        check("a buffer of broken sectors is refused", opener, RefusalChecks::brokenSectors),
        check("a read into a read-only buffer is refused", opener, RefusalChecks::readOnlyTarget));
  }

  /** A first sector and a number of sectors that do not fit the device. */
  private record Range(long lba, long count) {}

  private static void outside(BlockDevice device) throws IOException {
    long sectors = device.geometry().sectors();
    long tail = sectors - AREA;
    Content.write(device, 0, AREA, 1);
    Content.write(device, tail, AREA, 2);
    List<Range> ranges =
        List.of(
            new Range(-1, 1),
            new Range(-1, 3),
            new Range(Long.MIN_VALUE, 1),
            new Range(sectors, 1),
            new Range(sectors - 1, 2),
            new Range(sectors - 3, 5),
            new Range(Long.MAX_VALUE, 1),
            new Range(Long.MAX_VALUE - 1, 3));
    for (Range range : ranges) {
      refuses(device, range);
    }
    for (Range range :
        List.of(
            new Range(0, -1),
            new Range(0, Long.MAX_VALUE),
            new Range(1, Long.MAX_VALUE),
            new Range(2, Long.MIN_VALUE))) {
      refusesWithoutBuffer(device, range);
    }
    Content.expect(device, 0, AREA, 1, "after refused requests");
    Content.expect(device, tail, AREA, 2, "after refused requests");
  }

  private static void refuses(BlockDevice device, Range range) {
    int bytes = (int) range.count() * device.geometry().sectorSize();
    Expect.thrown(
        IllegalArgumentException.class,
        "read of " + range,
        () -> device.read(range.lba(), ByteBuffer.allocate(bytes)));
    Expect.thrown(
        IllegalArgumentException.class,
        "write of " + range,
        () -> device.write(range.lba(), ByteBuffer.allocate(bytes)));
    refusesWithoutBuffer(device, range);
  }

  private static void refusesWithoutBuffer(BlockDevice device, Range range) {
    Expect.thrown(
        IllegalArgumentException.class,
        "discard of " + range,
        () -> device.discard(range.lba(), range.count()));
    Expect.thrown(
        IllegalArgumentException.class,
        "writeZeroes of " + range,
        () -> device.writeZeroes(range.lba(), range.count()));
  }

  private static void brokenSectors(BlockDevice device) throws IOException {
    int size = device.geometry().sectorSize();
    Content.write(device, 0, AREA, 1);
    for (int bytes : new int[] {1, size - 1, size + 1, 2 * size - 1}) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      Expect.thrown(
          IllegalArgumentException.class, "read of bytes=" + bytes, () -> device.read(1, buffer));
      Expect.thrown(
          IllegalArgumentException.class, "write of bytes=" + bytes, () -> device.write(1, buffer));
    }
    Content.expect(device, 0, AREA, 1, "after refused requests");
  }

  private static void readOnlyTarget(BlockDevice device) throws IOException {
    Content.write(device, 0, 1, 1);
    ByteBuffer target = ByteBuffer.allocate(device.geometry().sectorSize()).asReadOnlyBuffer();
    Expect.thrown(
        ReadOnlyBufferException.class,
        "read into a read-only buffer",
        () -> device.read(0, target));
  }
}

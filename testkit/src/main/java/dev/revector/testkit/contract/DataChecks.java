package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import java.io.IOException;
import java.util.List;

/** What was written is read, and nothing else changes. */
record DataChecks(BlockDeviceContract.Opener opener) {
  private static final int AREA = 32;
  private static final int LARGE = 4096;

  List<ContractCheck> all() {
    return List.of(
        check("geometry, identity and capabilities are constant", opener, DataChecks::constant),
        check("what was written is read", opener, DataChecks::readsWhatWasWritten),
        check("first and last sector are sectors like others", opener, DataChecks::ends),
        check("a write leaves the sectors around it alone", opener, DataChecks::neighbours),
        check("a request of many sectors is one of all of them", opener, DataChecks::large),
        check("zeroed sectors read as zeros, those around stay", opener, DataChecks::zeroes),
        check("a discard leaves the sectors around it alone", opener, DataChecks::discard));
  }

  private static void constant(BlockDevice device) throws IOException {
    DeviceGeometry geometry = device.geometry();
    Expect.that(
        geometry.sectors() >= 2 * AREA, "device too small for the checks: " + geometry.sectors());
    var identity = device.identity();
    var capabilities = device.capabilities();
    Expect.that(capabilities.writable(), "opened to write, but says that it is not writable");
    Expect.that(!device.heldByWriter(), "a device that is open for writing says heldByWriter");
    Content.write(device, 0, 1, 1);
    device.flush();
    Expect.equal(geometry, device.geometry(), "geometry changed");
    Expect.equal(identity, device.identity(), "identity changed");
    Expect.equal(capabilities, device.capabilities(), "capabilities changed");
  }

  private static void readsWhatWasWritten(BlockDevice device) throws IOException {
    for (int version = 1; version <= 3; version++) {
      for (int lba = 0; lba < AREA; lba += 4) {
        Content.write(device, lba, 4, version);
      }
      Content.expect(device, 0, AREA, version, "before a flush, version=" + version);
      device.flush();
      for (int lba = 0; lba < AREA; lba++) {
        Content.expect(device, lba, 1, version, "after a flush, version=" + version);
      }
    }
  }

  private static void ends(BlockDevice device) throws IOException {
    long last = device.geometry().sectors() - 1;
    Content.write(device, 0, 1, 7);
    Content.write(device, last, 1, 8);
    Content.expect(device, 0, 1, 7, "the first sector");
    Content.expect(device, last, 1, 8, "the last sector");
  }

  private static void neighbours(BlockDevice device) throws IOException {
    for (int lba = 1; lba < AREA - 3; lba++) {
      Content.write(device, 0, AREA, 1);
      Content.write(device, lba, 2, 2);
      expectAround(device, lba, 2, "write");
      Content.expect(device, lba, 2, 2, "written sectors");
    }
  }

  /** Demands version 1 around the sectors that {@code operation} was for. */
  private static void expectAround(BlockDevice device, int lba, int count, String operation)
      throws IOException {
    String when = operation + " of lba=" + lba + ", count=" + count + " hurt a neighbour";
    Content.expect(device, 0, lba, 1, when);
    Content.expect(device, lba + count, AREA - lba - count, 1, when);
  }

  private static void large(BlockDevice device) throws IOException {
    int count = (int) Math.min(LARGE, device.geometry().sectors());
    long lba = device.geometry().sectors() - count;
    Content.write(device, lba, count, 5);
    Content.expect(device, lba, count, 5, "request of " + count + " sectors");
    Content.write(device, lba, count, 6);
    Content.expect(device, lba, count, 6, "request of " + count + " sectors");
  }

  private static void zeroes(BlockDevice device) throws IOException {
    for (int lba = 1; lba < 10; lba++) {
      Content.write(device, 0, AREA, 1);
      device.writeZeroes(lba, lba);
      expectAround(device, lba, lba, "writeZeroes");
      Content.expectZeros(device, lba, lba, "after writeZeroes");
    }
    int count = (int) Math.min(LARGE, device.geometry().sectors());
    Content.write(device, 0, count, 1);
    device.writeZeroes(0, count);
    Content.expectZeros(device, 0, count, "after writeZeroes of " + count);
  }

  private static void discard(BlockDevice device) throws IOException {
    for (int lba = 1; lba < 10; lba++) {
      Content.write(device, 0, AREA, 1);
      device.discard(lba, lba);
      expectAround(device, lba, lba, "discard");
      Content.read(device, lba, lba);
      Content.write(device, lba, lba, 2);
      Content.expect(device, lba, lba, 2, "written after a discard");
    }
  }
}

package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import dev.revector.ReadOnlyDeviceException;
import java.io.IOException;
import java.util.List;

/** A device that is open for reading only. */
record ReadOnlyChecks(BlockDeviceContract.Opener opener, BlockDeviceContract.Opener reader) {
  private static final int AREA = 8;

  List<ContractCheck> all() {
    return List.of(
        new ContractCheck("open for reading only: reads what is there", this::reads),
        check("open for reading only: every change is refused", this::prepared, this::refuses));
  }

  private BlockDevice prepared() throws IOException {
    try (BlockDevice device = opener.open()) {
      Content.write(device, 0, AREA, 1);
      device.flush();
    }
    return reader.open();
  }

  private void reads() throws IOException {
    try (BlockDevice device = prepared()) {
      Expect.that(!device.capabilities().writable(), "open for reading, but says it is writable");
      Expect.that(!device.heldByWriter(), "nobody writes, but it says heldByWriter");
      Content.expect(device, 0, AREA, 1, "open for reading only");
    }
  }

  private void refuses(BlockDevice device) throws IOException {
    refused("write", () -> Content.write(device, 0, 1, 2));
    refused("writeZeroes", () -> device.writeZeroes(0, 1));
    discard(device);
    Content.expect(device, 0, AREA, 1, "after refused changes");
  }

  /** A device that cannot discard may do nothing instead. */
  private static void discard(BlockDevice device) throws IOException {
    if (device.capabilities().discard()) {
      refused("discard", () -> device.discard(0, AREA));
      return;
    }
    try {
      device.discard(0, AREA);
    } catch (ReadOnlyDeviceException e) {
      // That it cannot discard is no reason to accept it.
    }
  }

  private static void refused(String operation, ContractCheck.Body body) {
    Expect.thrown(ReadOnlyDeviceException.class, operation + " to a device open to read", body);
  }
}

package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Flush, close, and opening again. */
record LifeChecks(BlockDeviceContract.Opener opener) {
  private static final int AREA = 16;

  List<ContractCheck> all() {
    return List.of(
        check("a flush may come at any time", opener, LifeChecks::flush),
        check("closing twice does nothing", opener, LifeChecks::closeTwice),
        check("requests to a closed device are I/O errors", opener, LifeChecks::closed),
        new ContractCheck("what was flushed is there after opening again", this::reopen));
  }

  private static void flush(BlockDevice device) throws IOException {
    device.flush();
    device.flush();
    Content.write(device, 0, AREA, 1);
    device.flush();
    device.flush();
    Content.expect(device, 0, AREA, 1, "after flushes");
  }

  private static void closeTwice(BlockDevice device) throws IOException {
    device.close();
    device.close();
  }

  private static void closed(BlockDevice device) throws IOException {
    Content.write(device, 0, 1, 1);
    int size = device.geometry().sectorSize();
    device.close();
    refused("read", () -> device.read(0, ByteBuffer.allocate(size)));
    refused("write", () -> device.write(0, ByteBuffer.allocate(size)));
    refused("flush", device::flush);
    refused("discard", () -> device.discard(0, 1));
    refused("writeZeroes", () -> device.writeZeroes(0, 1));
  }

  private static void refused(String operation, ContractCheck.Body body) {
    Expect.thrown(IOException.class, operation + " after close", body);
  }

  private void reopen() throws IOException {
    for (int version = 1; version <= 2; version++) {
      try (BlockDevice device = opener.open()) {
        Content.write(device, 0, AREA, version);
        Content.write(device, device.geometry().sectors() - AREA, AREA, version);
        device.flush();
      }
      try (BlockDevice device = opener.open()) {
        Content.expect(device, 0, AREA, version, "opened again");
        Content.expect(
            device, device.geometry().sectors() - AREA, AREA, version, "opened again, at the end");
      }
    }
  }
}

package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What a power cut leaves. */
record PowerChecks(BlockDeviceContract.Opener opener, BlockDeviceContract.Opener afterPowerCut) {
  private static final int AREA = 16;

  List<ContractCheck> all() {
    return List.of(
        new ContractCheck("what was flushed survives a power cut", this::flushed),
        new ContractCheck("without a volatile cache a write survives a power cut", this::written),
        new ContractCheck("sectors that were not written survive a power cut", this::untouched));
  }

  private void flushed() throws IOException {
    try (BlockDevice device = opener.open()) {
      Content.write(device, 0, AREA, 11);
      Content.write(device, AREA, AREA, 11);
      device.writeZeroes(AREA, AREA);
      device.flush();
      try (BlockDevice survivor = afterPowerCut.open()) {
        Content.expect(survivor, 0, AREA, 11, "flushed before a power cut");
        Content.expectZeros(survivor, AREA, AREA, "zeroed and flushed before a power cut");
      }
    }
  }

  private void written() throws IOException {
    try (BlockDevice device = opener.open()) {
      Content.write(device, 0, AREA, 12);
      if (device.capabilities().volatileCache()) {
        return;
      }
      try (BlockDevice survivor = afterPowerCut.open()) {
        Content.expect(survivor, 0, AREA, 12, "written before a power cut");
      }
    }
  }

  /** Whole blocks: what shares one with a write may be lost with it. */
  private void untouched() throws IOException {
    try (BlockDevice device = opener.open()) {
      int area = Math.max(AREA, device.geometry().sectorsPerBlock());
      if (device.geometry().sectors() < 3L * area) {
        return;
      }
      Content.write(device, 0, 3 * area, 1);
      device.flush();
      Content.write(device, area, area, 2);
      device.read(0, ByteBuffer.allocate(device.geometry().sectorSize()));
      try (BlockDevice survivor = afterPowerCut.open()) {
        Content.expect(survivor, 0, area, 1, "flushed, not written since");
        Content.expect(survivor, 2L * area, area, 1, "flushed, not written since");
      }
    }
  }
}

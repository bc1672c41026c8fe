package dev.revector.cli;

import dev.revector.BlockDevice;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Devices that are closed again unless all went well. Not thread-safe. */
final class Openings implements Closeable {
  private final Deque<BlockDevice> devices = new ArrayDeque<>();

  /** Opens a device; see {@link Devices#open}. */
  BlockDevice open(DeviceSpec device, boolean writable, int physicalBlockSize) throws IOException {
    BlockDevice opened = Devices.open(device, writable, physicalBlockSize);
    devices.push(opened);
    return opened;
  }

  /** Leaves the devices open: they belong to someone else now. */
  void keep() {
    devices.clear();
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    while (!devices.isEmpty()) {
      try {
        devices.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}

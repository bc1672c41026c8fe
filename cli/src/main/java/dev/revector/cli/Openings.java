package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.DeviceBusyException;
import dev.revector.WrongDeviceException;
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

  /**
   * Opens a spare beside main.
   *
   * @throws WrongDeviceException if it is busy because main is a part of it, or it of main
   */
  BlockDevice openBeside(
      BlockDevice main, DeviceSpec spare, boolean writable, int physicalBlockSize)
      throws IOException {
    try {
      return open(spare, writable, physicalBlockSize);
    } catch (DeviceBusyException e) {
      try (BlockDevice looked = Devices.open(spare, false, physicalBlockSize)) {
        if (main.identity().overlaps(looked.identity())) {
          throw new WrongDeviceException(
              "main and spare overlap: main="
                  + main.identity().path()
                  + ", spare="
                  + looked.identity().path()
                  + "; give two devices, or parts that share no byte",
              e);
        }
      }
      throw e;
    }
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

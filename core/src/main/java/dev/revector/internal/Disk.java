package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.PoisonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Main or a spare, addressed in sectors of main's size, with a note of whether it holds writes that
 * no flush covers yet.
 *
 * <p>The note is made after a write ended and before it is acknowledged, and taken away before the
 * device is flushed: whoever finds it gone after waiting for the lock knows that a flush that began
 * after the write has ended. A failed flush poisons the target and is never tried again. Only this
 * class flushes main while the pair is open; a spare is a {@link GuardedSpare}, since the store
 * flushes it too.
 */
final class Disk {
  private final BlockDevice device;
  private final Gate gate;
  private final int ratio;
  private final ReentrantLock flushing = new ReentrantLock();
  private volatile boolean dirty;

  Disk(BlockDevice device, int sectorSize, Gate gate) {
    this.device = device;
    this.gate = gate;
    this.ratio = sectorSize / device.geometry().sectorSize();
  }

  BlockDevice device() {
    return device;
  }

  void read(long sector, ByteBuffer target) throws IOException {
    device.read(sector * ratio, target);
  }

  void write(long sector, ByteBuffer source) throws IOException {
    device.write(sector * ratio, source);
    note();
  }

  void writeZeroes(long sector, long count) throws IOException {
    device.writeZeroes(sector * ratio, count * ratio);
    note();
  }

  void discard(long sector, long count) throws IOException {
    device.discard(sector * ratio, count * ratio);
  }

  private void note() {
    if (!dirty) {
      dirty = true;
    }
  }

  /** Makes every write that returned before durable; touches nothing if there is none. */
  void flush() throws IOException {
    flushing.lock();
    try {
      gate.checkFlushable();
      flushHeld();
    } finally {
      flushing.unlock();
    }
  }

  /** Like {@link #flush}, for the engine's own needs: a failure is always a poisoned target. */
  void flushForChange() throws IOException {
    try {
      flush();
    } catch (PoisonedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new PoisonedException("flush failed: path=" + device.identity().path(), e);
    }
  }

  /** The last flush of a target that is closed already; nothing if it is poisoned. */
  void flushForClose() throws IOException {
    flushing.lock();
    try {
      if (!gate.poisoned()) {
        flushHeld();
      }
    } finally {
      flushing.unlock();
    }
  }

  private void flushHeld() throws IOException {
    if (!dirty) {
      return;
    }
    dirty = false;
    try {
      device.flush();
    } catch (Throwable e) {
      gate.poison(e);
      throw e;
    }
  }
}

package dev.revector.cli.demo;

import dev.revector.DeviceGoneException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/** The power supply of both disks. Its lock orders their requests. */
final class Power {
  private final ReentrantLock lock = new ReentrantLock();
  private final SplittableRandom random;
  private final List<CachedDisk> disks = new ArrayList<>();
  private final Loss loss = new Loss();
  private long writesLeft = Long.MAX_VALUE;
  private boolean on = true;

  Power(SplittableRandom random) {
    this.random = random;
  }

  /** What the disks' caches lost when the power failed, in requests. */
  static final class Loss {
    int kept;
    int dropped;
    int torn;

    int requests() {
      return kept + dropped + torn;
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  void supply(CachedDisk disk) {
    disks.add(disk);
  }

  /** Lets the power fail during one of the writes to come. */
  void failAfter(int writes) {
    writesLeft = writes;
  }

  /** Counts a write, true when the power fails during it. The caller holds the lock. */
  boolean failsNow() {
    return --writesLeft == 0;
  }

  /** Takes the power away: of what is in the caches, chance decides what reaches the disks. */
  void fail() throws IOException {
    on = false;
    for (CachedDisk disk : disks) {
      disk.loseCache(random, loss);
    }
  }

  boolean isOn() {
    return on;
  }

  Loss loss() {
    return loss;
  }

  void require() throws DeviceGoneException {
    if (!on) {
      throw new DeviceGoneException("the power is off: simulated=true");
    }
  }
}

package dev.revector.testkit.contract;

import dev.revector.BlockDevice;

/** A way to break a device. */
interface Breakage {
  /** The check that must see it. */
  String check();

  /** A sound device, broken. */
  BlockDevice broken(BlockDevice sound);
}

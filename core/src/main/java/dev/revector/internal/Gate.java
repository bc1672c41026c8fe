package dev.revector.internal;

import dev.revector.BlockDeviceException;
import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.PoisonedException;
import dev.revector.ReadOnlyDeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Says what may be done now: whether the target is open, may be written, and which sectors are
 * barred from the path without locks because they are being moved or are frozen.
 */
final class Gate {
  private static final Extent[] NONE = {};

  private final boolean readOnly;
  private final ReentrantLock changes = new ReentrantLock();
  private volatile boolean closed;
  private volatile @Nullable Throwable poison;
  private volatile Extent[] barred = NONE;
  private volatile Extent[] frozen = NONE;

  Gate(boolean readOnly) {
    this.readOnly = readOnly;
  }

  /** Refuses any use of a closed target. */
  void checkOpen() throws BlockDeviceException {
    if (closed) {
      throw new BlockDeviceException("target is closed");
    }
  }

  /** Refuses writes to a target that is closed, poisoned or read-only. */
  void checkWritable() throws BlockDeviceException {
    checkFlushable();
    if (readOnly) {
      throw new ReadOnlyDeviceException("target is open for reading only");
    }
  }

  /** Refuses flushes of a target that is closed or poisoned. */
  void checkFlushable() throws BlockDeviceException {
    checkOpen();
    Throwable cause = poison;
    if (cause != null) {
      throw new PoisonedException(
          "an earlier flush or commit failed, so the target takes no writes until it is opened"
              + " again: cause="
              + cause.getMessage(),
          cause);
    }
  }

  /** True when a change of the map is possible. */
  boolean writable() {
    return !closed && !readOnly && poison == null;
  }

  boolean poisoned() {
    return poison != null;
  }

  /** Refuses writes and flushes from now on; the first cause stays. */
  void poison(Throwable cause) {
    changes.lock();
    try {
      if (poison == null) {
        poison = cause;
      }
    } finally {
      changes.unlock();
    }
  }

  /** Closes the gate; false if it was closed already. */
  boolean close() {
    changes.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      changes.unlock();
    }
  }

  /** True when a sector is being moved or frozen; no lock, no allocation. */
  boolean isBarred(long lba, long count) {
    for (Extent extent : barred) {
      if (extent.first() < lba + count && lba < extent.end()) {
        return true;
      }
    }
    return false;
  }

  /** Bars these sectors; undone by {@link #unbar} with the same object. */
  void bar(Extent extent) {
    changes.lock();
    try {
      barred = plus(barred, extent);
    } finally {
      changes.unlock();
    }
  }

  void unbar(Extent extent) {
    changes.lock();
    try {
      List<Extent> rest = new ArrayList<>();
      boolean found = false;
      for (Extent other : barred) {
        if (!found && other.equals(extent)) {
          found = true;
        } else {
          rest.add(other);
        }
      }
      barred = rest.toArray(NONE);
    } finally {
      changes.unlock();
    }
  }

  /** Bars these sectors until the pair is opened again. */
  void freeze(Extent extent) {
    changes.lock();
    try {
      frozen = plus(frozen, extent);
      barred = plus(barred, extent);
    } finally {
      changes.unlock();
    }
  }

  /** Refuses a request that touches a frozen sector. */
  void checkFrozen(long lba, long count) throws IndeterminateException {
    for (Extent extent : frozen) {
      if (extent.first() < lba + count && lba < extent.end()) {
        throw new IndeterminateException(
            "a commit that failed half-way may or may not hold for these sectors: frozen="
                + extent
                + "; open the pair again",
            poison);
      }
    }
  }

  private static Extent[] plus(Extent[] extents, Extent more) {
    Extent[] all = java.util.Arrays.copyOf(extents, extents.length + 1);
    all[extents.length] = more;
    return all;
  }
}

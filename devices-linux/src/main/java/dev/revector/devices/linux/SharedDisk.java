package dev.revector.devices.linux;

import dev.revector.DeviceBusyException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A block device that this JVM has claimed for writing, for all devices that are parts of it: the
 * system gives the claim to one opening only, so they share it.
 */
final class SharedDisk {
  /**
   * All disks open for writing, by device number. Static because claims belong to the process. What
   * is done to an entry happens before what the next holder of its lock does.
   */
  private static final ConcurrentHashMap<Long, SharedDisk> OPEN = new ConcurrentHashMap<>();

  private final long number;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Range> writers = new HashSet<>();
  private @Nullable Descriptor descriptor;
  private int users;
  private boolean dead;

  private SharedDisk(long number) {
    this.number = number;
  }

  /** How to open the disk when nobody here has it yet. */
  interface Opener {
    Descriptor open() throws IOException;
  }

  /** Joins the users of a disk; {@link #leave} must follow. */
  static SharedDisk join(long number, Opener opener) throws IOException {
    while (true) {
      SharedDisk disk = OPEN.computeIfAbsent(number, SharedDisk::new);
      disk.lock.lock();
      try {
        if (!disk.dead) {
          disk.openFor(opener);
          disk.users++;
          return disk;
        }
      } finally {
        disk.lock.unlock();
      }
    }
  }

  private void openFor(Opener opener) throws IOException {
    if (descriptor != null) {
      return;
    }
    try {
      descriptor = opener.open();
    } finally {
      if (descriptor == null) {
        retire();
      }
    }
  }

  private void retire() {
    dead = true;
    OPEN.remove(number, this);
  }

  /** True when some device of this JVM writes some of these bytes. */
  static boolean isWritten(long number, Range range) {
    SharedDisk disk = OPEN.get(number);
    if (disk == null) {
      return false;
    }
    disk.lock.lock();
    try {
      return disk.writers.stream().anyMatch(range::overlaps);
    } finally {
      disk.lock.unlock();
    }
  }

  /** True when some device of this JVM has claimed the disk. */
  static boolean isClaimed(long number) {
    return OPEN.containsKey(number);
  }

  Descriptor descriptor() {
    lock.lock();
    try {
      if (descriptor == null) {
        throw new IllegalStateException("disk is not open: number=" + number);
      }
      return descriptor;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the caller the only writer of these bytes.
   *
   * @throws DeviceBusyException if another device of this JVM writes some of them
   */
  void exclude(Range range, String path) throws DeviceBusyException {
    lock.lock();
    try {
      if (writers.stream().anyMatch(range::overlaps)) {
        throw new DeviceBusyException(
            "block device is open for writing already: path="
                + path
                + ", offsetBytes="
                + range.offset()
                + ", lengthBytes="
                + range.length()
                + ", by=this process; close it there, or open it for reading only");
      }
      writers.add(range);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the use of the disk, and of the bytes that the user wrote if {@code range} is given. */
  void leave(@Nullable Range range) {
    lock.lock();
    try {
      if (range != null) {
        writers.remove(range);
      }
      users--;
      if (users == 0) {
        // Closed before the next one may open it: the system knows of one claim at a time.
        if (descriptor != null) {
          descriptor.close();
        }
        retire();
      }
    } finally {
      lock.unlock();
    }
  }
}

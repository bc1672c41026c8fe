package dev.revector.testkit;

import dev.revector.Extent;
import dev.revector.testkit.ArmedFaults.Effect;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The faults of one {@link SimulatedDisk}, from {@link SimulatedDisk#faults()}.
 *
 * <p><b>Sticky</b> faults stay until {@link #heal} or, when curable, until the sector is written.
 * They belong to the medium and outlive a power cut; a cure does so from the flush on that made the
 * write durable. All other faults are <b>armed</b>: they hit a number of times, and end with a
 * power cut. A request is hit when it has a sector in common with the fault; zeros are written in
 * pieces of 1 MiB, each a request. The {@code count} of an armed fault is at least 1.
 *
 * <p>Any thread may call at any time.
 *
 * @since 0.1
 */
public final class FaultPlan {

  /** Which requests a fault hits. */
  public enum Access {
    /** Reads. */
    READ,
    /** Writes. */
    WRITE,
    /** Reads and writes. */
    BOTH
  }

  /** What becomes of a flush. */
  enum FlushFault {
    NONE,
    FAIL,
    FAIL_AND_DROP
  }

  private final ReentrantLock lock;
  private final long sectors;
  private BadSectors unreadable = new BadSectors();
  private BadSectors unreadableAfterCut = new BadSectors();
  private BadSectors unwritable = new BadSectors();
  private final ArmedFaults armed = new ArmedFaults();
  private FlushFault flushFault = FlushFault.NONE;
  private int flushFaults;
  private boolean gone;
  private boolean curePending;

  FaultPlan(ReentrantLock lock, long sectors) {
    this.lock = lock;
    this.sectors = sectors;
  }

  /**
   * Makes sectors fail from now on; not even a write that succeeds makes them readable.
   *
   * @throws IllegalArgumentException if they are not on the disk
   */
  public void fail(Access access, long lba, long count) {
    locked(
        lba,
        count,
        () -> {
          if (access != Access.WRITE) {
            addUnreadable(lba, count, false);
          }
          if (access != Access.READ) {
            unwritable.add(lba, count, false);
          }
        });
  }

  /**
   * Makes sectors unreadable until they are written: the drive then puts a good one there. Those
   * that {@link #fail} made unreadable stay so.
   *
   * @throws IllegalArgumentException if they are not on the disk
   */
  public void failUntilWritten(long lba, long count) {
    locked(lba, count, () -> addUnreadable(lba, count, true));
  }

  /**
   * Makes the next {@code times} requests to these sectors fail.
   *
   * @throws IllegalArgumentException if they are not on the disk, or {@code times} is less than 1
   */
  public void failTimes(Access access, long lba, long count, int times) {
    failLater(access, lba, count, 0, times);
  }

  /**
   * Lets {@code skip} requests to these sectors pass, then makes {@code times} of them fail.
   *
   * @throws IllegalArgumentException if they are not on the disk, {@code skip} is negative, or
   *     {@code times} is less than 1
   */
  public void failLater(Access access, long lba, long count, int skip, int times) {
    Effect effect =
        switch (access) {
          case READ -> Effect.FAIL_READ;
          case WRITE -> Effect.FAIL_WRITE;
          case BOTH -> Effect.FAIL_BOTH;
        };
    arm(effect, lba, count, 0, skip, times);
  }

  /**
   * Makes the next {@code times} writes to these sectors succeed without writing anything.
   *
   * @throws IllegalArgumentException if they are not on the disk, or {@code times} is less than 1
   */
  public void loseWrites(long lba, long count, int times) {
    arm(Effect.LOSE_WRITE, lba, count, 0, 0, times);
  }

  /**
   * Makes the next {@code times} writes to these sectors succeed but land {@code distance} sectors
   * further on, or before when it is negative; what falls off the disk is lost.
   *
   * @throws IllegalArgumentException if they are not on the disk, or {@code times} is less than 1
   */
  public void misdirectWrites(long lba, long count, int times, long distance) {
    arm(Effect.MISDIRECT_WRITE, lba, count, distance, 0, times);
  }

  /**
   * Makes the next {@code times} flushes fail; what is pending stays so. Takes the place of flush
   * faults that are still to come.
   *
   * @throws IllegalArgumentException if {@code times} is less than 1
   */
  public void failFlushes(int times) {
    armFlush(FlushFault.FAIL, times);
  }

  /**
   * Makes the next {@code times} flushes fail and forget a random part of what is pending: it reads
   * as before it was written, and a later flush that succeeds does not bring it back. Takes the
   * place of flush faults that are still to come. Without a cache nothing is pending.
   *
   * @throws IllegalArgumentException if {@code times} is less than 1
   */
  public void failFlushesAndDrop(int times) {
    armFlush(FlushFault.FAIL_AND_DROP, times);
  }

  /** Makes every further request fail with a {@link dev.revector.DeviceGoneException}. */
  public void gone() {
    locked(0, 0, () -> gone = true);
  }

  /**
   * Makes sectors good again; armed faults stay.
   *
   * @throws IllegalArgumentException if they are not on the disk
   */
  public void heal(long lba, long count) {
    locked(
        lba,
        count,
        () -> {
          unreadable.remove(lba, count);
          unreadableAfterCut.remove(lba, count);
          unwritable.remove(lba, count);
        });
  }

  /** Ends every fault, but not {@link SimulatedDisk#cutAfter}. */
  public void clear() {
    locked(
        0,
        0,
        () -> {
          unreadable.clear();
          unreadableAfterCut.clear();
          unwritable.clear();
          disarm();
        });
  }

  /**
   * Ends the armed faults and brings a device back that is gone; the sticky faults stay, and so
   * does {@link SimulatedDisk#cutAfter}.
   */
  public void disarm() {
    locked(
        0,
        0,
        () -> {
          armed.clear();
          flushFaults = 0;
          gone = false;
        });
  }

  /** True when a sticky fault makes one of these sectors unreadable now. */
  public boolean isUnreadable(long lba, long count) {
    lock.lock();
    try {
      return unreadable.firstOf(lba, count) != BadSectors.NONE;
    } finally {
      lock.unlock();
    }
  }

  /** True when a sticky fault makes one of these sectors refuse writes now. */
  public boolean isUnwritable(long lba, long count) {
    lock.lock();
    try {
      return unwritable.firstOf(lba, count) != BadSectors.NONE;
    } finally {
      lock.unlock();
    }
  }

  private void arm(Effect effect, long lba, long count, long distance, int skip, int times) {
    locked(lba, count, () -> armed.add(effect, new Extent(lba, count), distance, skip, times));
  }

  private void armFlush(FlushFault fault, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("no valid fault: times=" + times);
    }
    locked(
        0,
        0,
        () -> {
          flushFault = fault;
          flushFaults = times;
        });
  }

  private void addUnreadable(long lba, long count, boolean curable) {
    unreadable.add(lba, count, curable);
    unreadableAfterCut.add(lba, count, curable);
  }

  private void locked(long lba, long count, Runnable change) {
    if (lba < 0 || count < 0 || lba > sectors - count) {
      throw new IllegalArgumentException(
          "fault outside the disk: lba=" + lba + ", count=" + count + ", sectors=" + sectors);
    }
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  // What follows is for the disk, which holds the lock.

  boolean isGone() {
    return gone;
  }

  /** The first sector at which a read fails, or {@link BadSectors#NONE}. */
  long failingRead(long lba, long count) {
    return first(unreadable.firstOf(lba, count), armed.failingRead(lba, count));
  }

  /** The first sector at which a write fails, or {@link BadSectors#NONE}. */
  long failingWrite(long lba, long count) {
    return first(unwritable.firstOf(lba, count), armed.failingWrite(lba, count));
  }

  /** Where a write of these sectors lands: an amount to add, 0 for the right place. */
  long misdirection(long lba, long count) {
    return armed.misdirection(lba, count);
  }

  /** True when a write of these sectors is lost in silence. */
  boolean isLost(long lba, long count) {
    return armed.losesWrite(lba, count);
  }

  FlushFault nextFlush() {
    if (flushFaults == 0) {
      return FlushFault.NONE;
    }
    flushFaults--;
    return flushFault;
  }

  /** Sectors were written: those that can be cured are. */
  void written(long lba, long count) {
    curePending |= unreadable.cure(lba, count);
  }

  /** What was written is durable. */
  void flushed() {
    if (curePending) {
      unreadableAfterCut = unreadable.copy();
      curePending = false;
    }
  }

  /** The unreadable sectors that a cut leaves if nothing pending survives. */
  BadSectors unreadableAfterCut() {
    return unreadableAfterCut.copy();
  }

  /** The sectors that are unreadable now. */
  BadSectors unreadable() {
    return unreadable.copy();
  }

  /** A part of what was pending is lost, and with it its cures. */
  void reverted(BadSectors nowUnreadable) {
    unreadable = nowUnreadable;
    curePending = true;
  }

  /** Takes over what outlives a power cut, which leaves these sectors unreadable. */
  void inherit(FaultPlan before, BadSectors nowUnreadable) {
    unreadable = nowUnreadable;
    unreadableAfterCut = nowUnreadable.copy();
    unwritable = before.unwritable.copy();
  }

  /** Takes over everything. */
  void copyFrom(FaultPlan original) {
    unreadable = original.unreadable.copy();
    unreadableAfterCut = original.unreadableAfterCut.copy();
    unwritable = original.unwritable.copy();
    armed.addAll(original.armed);
    flushFault = original.flushFault;
    flushFaults = original.flushFaults;
    gone = original.gone;
    curePending = original.curePending;
  }

  private static long first(long one, long other) {
    if (one == BadSectors.NONE || other == BadSectors.NONE) {
      return Math.max(one, other);
    }
    return Math.min(one, other);
  }
}

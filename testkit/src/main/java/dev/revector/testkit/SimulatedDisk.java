package dev.revector.testkit;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceIdentity;
import dev.revector.testkit.Operation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A disk in memory whose faults and power cuts a test decides.
 *
 * <p><b>Fault model.</b>
 *
 * <ul>
 *   <li><b>Volatile cache.</b> A write is read back at once, and durable only after a flush.
 *       Unflushed writes are kept as fragments of 512 bytes, each with every version since the last
 *       flush. A {@link #powerCut} leaves, for each fragment on its own, the durable content, any
 *       version, or something torn: so any order, and any part of a request.
 *   <li><b>Medium errors</b> by sector: until further notice, or until written, or a number of
 *       times. The error names the whole request (of {@link #writeZeroes}, a piece of 1 MiB) and
 *       delivers no data, since a real disk seldom says which sector it was; see {@link
 *       SimulatedDiskBuilder#preciseErrors}. A failed write may have written sectors before the
 *       first bad one; the bad one keeps its old data.
 *   <li><b>Read-modify-write.</b> With physical blocks larger than a sector, a write of part of a
 *       block fails while another sector of the block is unreadable; see {@link
 *       SimulatedDiskBuilder#readModifyWrite}.
 *   <li><b>Flush errors</b>, with or without loss of what was pending; a <b>device that is
 *       gone</b>; <b>rot</b>, <b>lost</b> and <b>misdirected writes</b>, all three silent.
 *   <li>A discarded sector reads as zeros, at once and after any cut; discard cures nothing.
 *   <li>Not simulated: time, and flushes that lie.
 * </ul>
 *
 * <p>A cut leaves this disk as it is and returns a new one with the same identity, open and with
 * all counters at zero; so do copies and resizes. They share what is not written afterwards, and
 * cost next to nothing.
 *
 * <p>Thread-safe: each request is one atomic step. With more than one thread the seed does not
 * determine the order of requests.
 *
 * @since 0.1
 */
public final class SimulatedDisk implements BlockDevice {
  private static final long NEVER = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final DiskModel model;
  private final Noise noise;
  private final CachedImage image;
  private final FaultPlan faults;
  private final FaultyMedium medium;
  private Counters counters = Counters.ZERO;
  private long operationsLeft = NEVER;
  private boolean closed;
  private volatile Consumer<Operation> listener = operation -> {};

  SimulatedDisk(DiskModel model, Noise noise, CachedImage image) {
    this.model = model;
    this.noise = noise;
    this.image = image;
    this.faults = new FaultPlan(lock, model.geometry().sectors());
    this.medium = new FaultyMedium(model, noise, image, faults);
  }

  /** Begins a disk of this many sectors. */
  public static SimulatedDiskBuilder builder(long sectors) {
    return new SimulatedDiskBuilder(sectors);
  }

  @Override
  public DeviceGeometry geometry() {
    return model.geometry();
  }

  @Override
  public DeviceIdentity identity() {
    return model.identity();
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(model.writable(), model.discard(), model.volatileCache());
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    int count = geometry().wholeSectors(target.remaining());
    begin(new Operation(Kind.READ, lba, count));
    try {
      medium.read(lba, count, target);
    } finally {
      lock.unlock();
    }
  }

  /** Reads for another opener: faults strike as usual, but nothing is counted or announced. */
  void readBeside(long lba, ByteBuffer target) throws IOException {
    int count = geometry().wholeSectors(target.remaining());
    geometry().checkRange(lba, count);
    lock.lock();
    try {
      if (faults.isGone()) {
        throw gone();
      }
      medium.read(lba, count, target);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    int count = geometry().wholeSectors(source.remaining());
    begin(new Operation(Kind.WRITE, lba, count));
    try {
      byte[] data = new byte[source.remaining()];
      source.get(data);
      medium.write(lba, count, data);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    begin(new Operation(Kind.WRITE_ZEROES, lba, count));
    try {
      medium.writeZeroes(lba, count);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    begin(new Operation(Kind.FLUSH, 0, 0));
    try {
      medium.flush();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    begin(new Operation(Kind.DISCARD, lba, count));
    try {
      medium.discard(lba, count);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** True once {@link #close} was called. */
  public boolean isClosed() {
    return locked(() -> closed);
  }

  /** The faults of this disk. */
  public FaultPlan faults() {
    return faults;
  }

  /**
   * The disk when the power is back: with nothing pending, with the sticky bad sectors, without any
   * armed fault. This disk stays as it is, closed or not, and can be cut again.
   */
  public SimulatedDisk powerCut(PowerCut cut) {
    return locked(
        () -> {
          BadSectors bad = faults.unreadableAfterCut();
          long seed = noise.copy().nextLong();
          DiskImage survived = image.cut(cut, bad, seed);
          return reborn(model, survived, bad);
        });
  }

  /** The disk after a {@linkplain PowerCut#random(long) random} power cut. */
  public SimulatedDisk powerCut(long seed) {
    return powerCut(PowerCut.random(seed));
  }

  /** What was written and not flushed, in ascending order. */
  public List<PendingFragment> pendingFragments() {
    return locked(image::pendingFragments);
  }

  /**
   * Lets {@code operations} more requests pass; every one after them finds the power gone and fails
   * with a {@link DeviceGoneException}. Then take {@link #powerCut} and go on with what it returns.
   * Another call begins anew; {@link FaultPlan#clear} and {@link FaultPlan#disarm} don't end it.
   *
   * @throws IllegalArgumentException if {@code operations} is negative
   */
  public void cutAfter(long operations) {
    if (operations < 0) {
      throw new IllegalArgumentException("no valid number: operations=" + operations);
    }
    locked(() -> operationsLeft = operations);
  }

  /**
   * Calls {@code consumer} before every request, in the thread that makes it and without a lock; it
   * may look at this disk, cut it, or wait. What it throws goes to the requester.
   */
  public void listen(Consumer<Operation> consumer) {
    listener = consumer;
  }

  /** What was asked for since the disk was made or {@link #resetCounters} was called. */
  public Counters counters() {
    return locked(() -> counters);
  }

  /** Sets all counters to zero. */
  public void resetCounters() {
    locked(() -> counters = Counters.ZERO);
  }

  /** What a reader without any fault would see now; counted nowhere. */
  public byte[] peek(long lba, int count) {
    geometry().checkRange(lba, count);
    ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(offset(count)));
    locked(
        () -> {
          image.read(offset(lba), target);
          return target;
        });
    return target.array();
  }

  /** Puts whole sectors onto the medium, durable at once, past every fault; cures nothing. */
  public void poke(long lba, byte[] data) {
    geometry().checkRange(lba, geometry().wholeSectors(data.length));
    byte[] copy = data.clone();
    locked(
        () -> {
          image.poke(offset(lba), copy);
          return copy;
        });
  }

  /**
   * Changes every byte of these sectors, in silence: what is durable and all that is pending. The
   * same seed changes them back.
   */
  public void corrupt(long lba, long count, long seed) {
    geometry().checkRange(lba, count);
    locked(
        () -> {
          image.corrupt(offset(lba), offset(count), seed);
          return seed;
        });
  }

  /**
   * The disk grown, with zeros at its end, or shrunk; as after a flush, with the sticky faults of
   * the sectors that are left.
   */
  public SimulatedDisk resize(long sectors) {
    return locked(
        () -> {
          DiskModel resized = model.withSectors(sectors);
          DiskImage content = image.visibleImage();
          content.growTo(resized.geometry().bytes());
          long kept = Math.min(sectors, geometry().sectors());
          content.zero(offset(kept), geometry().bytes() - offset(kept));
          SimulatedDisk disk = reborn(resized, content, faults.unreadable());
          disk.faults.heal(kept, sectors - kept);
          return disk;
        });
  }

  /** A second disk that is the same in everything, with what is pending and armed, but open. */
  public SimulatedDisk copy() {
    return locked(() -> copyAs(model));
  }

  /** A clone with the same content, pending writes and faults, but another identity. */
  public SimulatedDisk copyAs(String path, String stableId) {
    return locked(
        () -> copyAs(model.withIdentity(path, stableId, SimulatedDiskBuilder.freshBacking())));
  }

  /**
   * The disk as a second opener sees it who only reads. Its {@link BlockDevice#heldByWriter} is
   * true until this disk is closed, if this disk is writable. Closing it leaves this disk open.
   *
   * <p>Its faults are those of this disk, and it is gone when this disk is; but its requests are
   * neither counted nor announced, and {@link #cutAfter} neither counts nor fails them.
   */
  public BlockDevice readOnlyView() {
    return new ReadOnlyView(this);
  }

  private SimulatedDisk copyAs(DiskModel other) {
    SimulatedDisk copy = new SimulatedDisk(other, noise.copy(), image.copy(other));
    copy.faults.copyFrom(faults);
    copy.operationsLeft = operationsLeft;
    return copy;
  }

  private SimulatedDisk reborn(DiskModel newModel, DiskImage content, BadSectors bad) {
    SimulatedDisk disk =
        new SimulatedDisk(newModel, noise.copy(), new CachedImage(newModel, content));
    disk.faults.inherit(faults, bad);
    return disk;
  }

  /** Announces, then locks and counts; the caller unlocks. */
  private void begin(Operation operation) throws BlockDeviceException {
    geometry().checkRange(operation.lba(), operation.count());
    listener.accept(operation);
    lock.lock();
    boolean admitted = false;
    try {
      if (closed) {
        throw new BlockDeviceException("disk is closed: path=" + identity().path());
      }
      if (faults.isGone() || operationsLeft == 0) {
        throw gone();
      }
      if (operationsLeft > 0) {
        operationsLeft--;
      }
      counters = counters.plus(operation);
      admitted = true;
    } finally {
      if (!admitted) {
        lock.unlock();
      }
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private long offset(long sectors) {
    return sectors * geometry().sectorSize();
  }

  private DeviceGoneException gone() {
    return new DeviceGoneException("simulated disk is gone: path=" + identity().path());
  }
}

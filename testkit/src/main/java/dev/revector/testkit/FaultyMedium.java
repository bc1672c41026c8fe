package dev.revector.testkit;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A medium and its faults: what a request does to it once it is admitted. Not thread-safe. */
final class FaultyMedium {
  /** What a failed read leaves in the buffer, so that nobody takes it for data. */
  private static final byte READ_FAILED = (byte) 0xEE;

  private final DiskModel model;
  private final DeviceGeometry geometry;
  private final Noise noise;
  private final CachedImage image;
  private final FaultPlan faults;

  FaultyMedium(DiskModel model, Noise noise, CachedImage image, FaultPlan faults) {
    this.model = model;
    this.geometry = model.geometry();
    this.noise = noise;
    this.image = image;
    this.faults = faults;
  }

  void read(long lba, int count, ByteBuffer target) throws MediumException {
    long bad = faults.failingRead(lba, count);
    if (bad == BadSectors.NONE) {
      image.read(offset(lba), target);
      return;
    }
    int limit = target.limit();
    if (model.preciseErrors()) {
      target.limit(target.position() + (int) offset(bad - lba));
      image.read(offset(lba), target);
      target.limit(limit);
    }
    for (int i = target.position(); i < limit; i++) {
      target.put(i, READ_FAILED);
    }
    throw mediumError("read", lba, count, bad);
  }

  void writeZeroes(long lba, long count) throws IOException {
    int most = (1 << 20) / geometry.sectorSize();
    byte[] zeros = new byte[(int) offset(Math.min(count, most))];
    for (long done = 0; done < count; done += most) {
      write(lba + done, (int) Math.min(count - done, most), zeros);
    }
  }

  /** Writes the first sectors of data that the caller never changes again. */
  void write(long lba, int count, byte[] data) throws IOException {
    checkWritable();
    long bad = failingWrite(lba, count);
    if (bad != BadSectors.NONE) {
      store(lba, noise.next(bad - lba + 1), data);
      throw mediumError("write", lba, count, bad);
    }
    if (!faults.isLost(lba, count)) {
      long landing = lba + faults.misdirection(lba, count);
      if (landing >= 0 && landing <= geometry.sectors() - count) {
        store(landing, count, data);
      }
    }
  }

  private long failingWrite(long lba, int count) {
    long bad = faults.failingWrite(lba, count);
    int block = geometry.sectorsPerBlock();
    if (bad != BadSectors.NONE || !model.readModifyWrite() || block == 1 || count == 0) {
      return bad;
    }
    long end = lba + count;
    long head = lba % block;
    if (faults.isUnreadable(lba - head, head)) {
      return lba;
    }
    long tail = (block - end % block) % block;
    boolean oneBlock = lba - head == end + tail - block;
    if (faults.isUnreadable(end, tail)) {
      return oneBlock ? lba : end + tail - block;
    }
    return BadSectors.NONE;
  }

  private void store(long lba, long count, byte[] data) {
    image.write(offset(lba), data, (int) offset(count));
    faults.written(lba, count);
    if (!model.volatileCache()) {
      faults.flushed();
    }
  }

  void flush() throws BlockDeviceException {
    FaultPlan.FlushFault fault = faults.nextFlush();
    if (fault == FaultPlan.FlushFault.NONE) {
      image.flush();
      faults.flushed();
      return;
    }
    if (fault == FaultPlan.FlushFault.FAIL_AND_DROP) {
      dropSome();
    }
    throw new BlockDeviceException(
        "simulated flush error: path=" + model.identity().path() + ", fault=" + fault);
  }

  /** Loses a random part of what is pending; the rest stays pending. */
  private void dropSome() {
    long seed = noise.nextLong();
    BadSectors bad = faults.unreadableAfterCut();
    image.drop(
        fragment ->
            (Noise.mix(seed, fragment.fragment()) & 1) == 0
                ? PowerCut.OLD
                : fragment.versions() - 1,
        bad);
    faults.reverted(bad);
  }

  void discard(long lba, long count) throws ReadOnlyDeviceException {
    checkWritable();
    if (model.discard()) {
      image.zero(offset(lba), offset(count));
    }
  }

  private void checkWritable() throws ReadOnlyDeviceException {
    if (!model.writable()) {
      throw new ReadOnlyDeviceException("disk is read-only: path=" + model.identity().path());
    }
  }

  private long offset(long sectors) {
    return sectors * geometry.sectorSize();
  }

  private MediumException mediumError(String what, long lba, int count, long bad) {
    long first = model.preciseErrors() ? bad : lba;
    Extent extent = new Extent(first, lba + count - first);
    return new SimulatedError(
        "simulated medium error: path="
            + model.identity().path()
            + ", operation="
            + what
            + ", sectors="
            + extent,
        extent);
  }

  /**
   * Without a stack trace: to find one takes longer than all else that a simulated request does.
   */
  private static final class SimulatedError extends MediumException {
    private static final long serialVersionUID = 1L;

    SimulatedError(String message, Extent extent) {
      super(message, extent, null);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}

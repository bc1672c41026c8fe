package dev.revector.devices.linux;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.StableId;
import dev.revector.file.ContentId;
import dev.revector.file.SharedFlush;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block device of Linux, or a part of one, or a regular file, read and written past the system's
 * cache ({@code O_DIRECT}).
 *
 * <p><b>Sectors</b> are the device's logical blocks (512 or 4096 bytes, as a rule); for a file they
 * are the least that its file system takes. A request of less is refused.
 *
 * <p><b>Buffers.</b> Any. A direct one whose first byte lies on a multiple of the sector size, such
 * as {@link #allocate} gives, is handed to the system as it is; nothing is copied, and nothing
 * allocated when the same buffers are used again. All others are copied through a few buffers of 1
 * MiB, those of an arena that can be closed, too.
 *
 * <p><b>One writer.</b> A block device that is open for writing is claimed from the system: it
 * can't be mounted, nor opened by another that asks for a claim, and a mounted one can't be opened.
 * Parts of one block device can be written side by side within one JVM. Files follow the rules of
 * {@link dev.revector.file.FileBlockDevice}, also towards devices of that class; one that somebody
 * cut short while it was open takes no writes any more.
 *
 * <p><b>Errors.</b> Medium errors of the system (EIO, EBADMSG, ENODATA, EREMOTEIO, EILSEQ) name the
 * sectors not yet done. A device that is gone, or fails with EIO wherever it is read, gives {@link
 * DeviceGoneException} in that same request, and in every one from then on, at once. All others are
 * what they are, and say nothing about a sector: a full file system below an image above all. A
 * failed flush is not tried again here, and makes the next flush of every other device on parts of
 * the same disk or file fail, too: it is not known whose writes were lost.
 *
 * <p><b>Native access.</b> Java wants {@code --enable-native-access=dev.revector.devices.linux}, or
 * {@code ALL-UNNAMED} on the class path; without it {@link #open} fails, or Java warns.
 *
 * <p><b>Threads.</b> Any number; requests run in the calling thread, side by side, and pin its
 * carrier if it is a virtual one. An interrupt does not disturb them. {@link #close} waits for the
 * requests that are under way.
 *
 * @since 0.1
 */
public final class DirectBlockDevice implements BlockDevice {
  private final Opened opened;
  private final Descriptor descriptor;
  private final Transfers transfers;
  private final Blanking blanking;
  private final Vitals vitals;
  private final Usage usage;
  private final SharedFlush.Member flushes;
  private volatile boolean gone;

  private DirectBlockDevice(Opened opened) {
    this.opened = opened;
    this.descriptor = opened.handle().descriptor();
    this.transfers = opened.transfers();
    this.blanking = new Blanking(descriptor, opened.disk(), transfers);
    this.vitals =
        new Vitals(
            descriptor,
            opened.disk(),
            transfers,
            opened.geometry().sectorSize(),
            opened.totalBytes());
    this.usage = new Usage(opened.identity().path());
    this.flushes = SharedFlush.of(opened.identity().backing()).join(opened.identity().path());
  }

  /**
   * Opens a block device or a file, or the part of it that {@code mode} names.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such path
   * @throws java.nio.file.AccessDeniedException if this user may not open it
   * @throws dev.revector.DeviceBusyException if it is to be written and is mounted or claimed
   * @throws ReadOnlyDeviceException if it is to be written and is write-protected
   * @throws dev.revector.DeviceTooSmallException if it ends before the part does
   * @throws IllegalArgumentException if offset or length are not whole physical blocks
   * @throws BlockDeviceException if native access is not allowed; the message names the flag
   */
  public static DirectBlockDevice open(Path path, OpenMode mode) throws IOException {
    DirectBlockDevice device =
        new DirectBlockDevice(new Opener(DeviceTree.ofSystem(), path, mode).open());
    if (StableId.isOfHardware(device.identity().stableId())) {
      return device;
    }
    boolean identified = false;
    try {
      List<String> ids = new ArrayList<>(List.of(device.identity().stableId()));
      ids.addAll(ContentId.of(device));
      identified = true;
      return new DirectBlockDevice(device.opened.withStableId(String.join(" ", ids).strip()));
    } finally {
      if (!identified) {
        device.close();
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>From 256 KiB on it lies in huge pages of 2 MiB, where the system has them (not where {@code
   * /sys/kernel/mm/transparent_hugepage/enabled} says {@code never}). Buffers of less than 2 MiB
   * share such a page, which is freed when the last of them is; a larger one takes whole pages, and
   * leaves what it does not need to the next. Of {@code -XX:MaxDirectMemorySize} they take up to
   * twice as much as that.
   */
  @Override
  public ByteBuffer allocate(int bytes) {
    opened.geometry().wholeSectors(bytes);
    return transfers.allocate(bytes);
  }

  @Override
  public DeviceGeometry geometry() {
    return opened.geometry();
  }

  @Override
  public DeviceIdentity identity() {
    return opened.identity();
  }

  @Override
  public DeviceCapabilities capabilities() {
    return opened.capabilities();
  }

  /** What else the system says of the device; constant while it is open. */
  public DiskFacts facts() {
    return opened.facts();
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    if (target.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    int count = opened.geometry().wholeSectors(target.remaining());
    opened.geometry().checkRange(lba, count);
    usage.enter();
    try {
      checkPresent("read");
      int start = target.position();
      int error = transfers.read(offset(lba), target);
      if (error != 0) {
        throw failure(error, "read", false, rest(lba, count, target.position() - start));
      }
    } finally {
      usage.exit();
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    int count = opened.geometry().wholeSectors(source.remaining());
    opened.geometry().checkRange(lba, count);
    usage.enter();
    try {
      checkWritable("write");
      int start = source.position();
      int error = findCut();
      error = error == 0 ? transfers.write(offset(lba), source) : error;
      if (error != 0) {
        throw failure(error, "write", true, rest(lba, count, source.position() - start));
      }
    } finally {
      usage.exit();
    }
  }

  @Override
  public void flush() throws IOException {
    usage.enter();
    try {
      checkPresent("flush");
      if (opened.capabilities().writable()) {
        flushes.flush(this::sync);
      }
    } finally {
      usage.exit();
    }
  }

  private void sync() throws BlockDeviceException {
    int error = -descriptor.sync();
    if (error != 0) {
      throw failure(error, "flush", true, null);
    }
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    opened.geometry().checkRange(lba, count);
    usage.enter();
    try {
      checkWritable("discard");
      boolean able = opened.capabilities().discard() && count > 0;
      int error = able ? blanking.discard(offset(lba), bytes(count)) : 0;
      if (error != 0) {
        throw failure(error, "discard", true, null);
      }
    } finally {
      usage.exit();
    }
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    opened.geometry().checkRange(lba, count);
    usage.enter();
    try {
      checkWritable("write zeroes");
      int error = findCut();
      error = error == 0 && count > 0 ? blanking.zero(offset(lba), bytes(count)) : error;
      if (error != 0) {
        throw failure(error, "write zeroes", true, new Extent(lba, count));
      }
    } finally {
      usage.exit();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of a block device it can tell whether somebody has claimed it, or a device that shares
   * sectors with it: whoever mounted it, or writes to it through this library. It claims it for an
   * instant to find out, which a writer that opens at this moment waits out. Programs that write
   * without a claim are not seen.
   */
  @Override
  public boolean heldByWriter() throws IOException {
    usage.enter();
    try {
      return !opened.capabilities().writable() && opened.handle().heldByWriter(opened.range());
    } finally {
      usage.exit();
    }
  }

  @Override
  public void close() throws IOException {
    if (usage.close()) {
      opened.handle().close();
    }
  }

  private void checkPresent(String operation) throws BlockDeviceException {
    if (gone) {
      throw new DeviceGoneException(
          "device is gone since an earlier request: path="
              + opened.identity().path()
              + ", operation="
              + operation
              + "; attach it and open it again");
    }
  }

  private void checkWritable(String operation) throws BlockDeviceException {
    if (!opened.capabilities().writable()) {
      throw new ReadOnlyDeviceException(
          "device is open for reading only: path="
              + opened.identity().path()
              + ", operation="
              + operation);
    }
    checkPresent(operation);
  }

  /**
   * Looks whether somebody has cut a file short: a write behind the end would fill the gap with
   * zeros that nobody wrote. A block device has an end of its own.
   *
   * @return 0, {@link Transfers#ENDED} or an error number
   */
  private int findCut() {
    if (opened.disk()) {
      return 0;
    }
    long end = descriptor.end();
    if (end < 0) {
      return (int) -end;
    }
    return end < opened.range().offset() + opened.range().length() ? Transfers.ENDED : 0;
  }

  private BlockDeviceException failure(
      int error, String operation, boolean changes, @Nullable Extent sectors) {
    String path = opened.identity().path();
    Vitals.Finding finding = vitals.look(error);
    if (finding == Vitals.Finding.GONE) {
      gone = true;
    }
    return switch (finding) {
      case GONE -> DeviceErrors.gone(error, path, operation, sectors);
      case SHRUNK -> DeviceErrors.shrunk(path, operation, opened.totalBytes());
      case ALIVE -> DeviceErrors.translate(error, path, operation, changes, sectors);
    };
  }

  private @Nullable Extent rest(long lba, int count, int bytesDone) {
    int done = bytesDone / opened.geometry().sectorSize();
    return done < count ? new Extent(lba + done, count - done) : null;
  }

  private long offset(long lba) {
    return opened.range().offset() + bytes(lba);
  }

  private long bytes(long sectors) {
    return sectors * opened.geometry().sectorSize();
  }
}

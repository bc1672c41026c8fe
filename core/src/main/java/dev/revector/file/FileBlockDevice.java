package dev.revector.file;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceBusyException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceIdentity;
import dev.revector.DeviceTooSmallException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.StableId;
import dev.revector.file.SharedFile.Range;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A regular file, or a part of one, as a disk with sectors of 512 bytes.
 *
 * <p><b>Size.</b> As it was on opening; what is left over behind the last whole physical block is
 * ignored. The file never grows. When somebody cuts it short while it is open, requests fail.
 *
 * <p><b>One writer.</b> A device that is open for writing excludes others that write some of the
 * same bytes, in this process and in others; see the package for the limits. Devices that are open
 * for reading only take no lock.
 *
 * <p><b>Durability.</b> {@link #flush} forces the file's data to the medium. When that fails, the
 * next flush of every other device of this JVM on the same storage fails, too: it is not known
 * whose writes were lost. The system may go on showing what the medium does not hold, also to a
 * device that is opened later, until the power goes. {@link #discard} does nothing.
 *
 * <p><b>Errors.</b> A read or write that the system fails with an I/O error is a {@link
 * dev.revector.MediumException} of the sectors not yet done; a failed flush never is. Where nothing
 * of the file can be read any more, it is a {@link DeviceGoneException}, from then on. A full disk
 * under a sparse file, a quota and all else are plain {@link BlockDeviceException}s. Java tells an
 * I/O error only by the system's message, so one in another language is not recognised as such.
 *
 * <p><b>Threads.</b> Any number; requests run in the calling thread, side by side. An interrupt
 * does not disturb them. {@link #close} waits for the requests that are under way.
 *
 * @since 0.1
 */
public final class FileBlockDevice implements BlockDevice {
  static final int SECTOR_SIZE = 512;

  /** Most bytes in one system call; bounds the direct buffers that the JDK keeps per thread. */
  private static final int PIECE_BYTES = 1 << 20;

  private final SharedFile file;
  private final AsynchronousFileChannel channel;
  private final SharedFlush.Member flushes;
  private final Range range;
  private final DeviceGeometry geometry;
  private final DeviceIdentity identity;
  private final boolean writable;
  private final Lock usage;
  private final Lock closing;
  private boolean closed;
  private volatile boolean gone;

  private FileBlockDevice(
      SharedFile file,
      Path path,
      String stableId,
      Range range,
      int physicalBlockSize,
      boolean writable) {
    this.file = file;
    this.channel = file.channel(writable);
    this.flushes = SharedFlush.of(file.key()).join(path.toString());
    this.range = range;
    this.writable = writable;
    this.geometry =
        new DeviceGeometry(range.length() / SECTOR_SIZE, SECTOR_SIZE, physicalBlockSize);
    this.identity =
        new DeviceIdentity(
            path.toString(), "", "", stableId, file.key(), range.offset(), range.length());
    ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    this.usage = life.readLock();
    this.closing = life.writeLock();
  }

  /**
   * Opens a whole file to read and write, as a disk of 512-byte sectors and physical blocks.
   *
   * @see #open(Path, OpenMode)
   */
  public static FileBlockDevice open(Path path) throws IOException {
    return open(path, new OpenMode(true, 0, -1, 0));
  }

  /**
   * Opens a file, or the part of it that {@code mode} names.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws DeviceBusyException if it is to be written and somebody else writes some of its bytes
   * @throws DeviceTooSmallException if the file ends before the part does, or holds no block
   * @throws IllegalArgumentException if offset or length are not whole physical blocks
   * @throws BlockDeviceException if its first sectors cannot be read for another reason than a bad
   *     medium
   */
  public static FileBlockDevice open(Path path, OpenMode mode) throws IOException {
    if (!Files.isRegularFile(path)) {
      if (Files.notExists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      throw new BlockDeviceException("not a regular file: path=" + path);
    }
    int blockSize = mode.physicalBlockSize() == 0 ? SECTOR_SIZE : mode.physicalBlockSize();
    PartRules.check(mode, blockSize);
    SharedFile file = SharedFile.join(path, mode.writable());
    Range range = null;
    FileBlockDevice device = null;
    try {
      Range wanted = PartRules.range(path, mode, file.channel(mode.writable()).size(), blockSize);
      if (mode.writable()) {
        file.lockForWriting(wanted, path);
        range = wanted;
      }
      String place = ContentId.ofFile(file.key(), wanted.offset());
      FileBlockDevice unnamed =
          new FileBlockDevice(file, path, place, wanted, blockSize, mode.writable());
      List<String> ids = new ArrayList<>(List.of(place));
      ids.addAll(ContentId.of(unnamed));
      device =
          new FileBlockDevice(file, path, StableId.of(ids), wanted, blockSize, mode.writable());
      return device;
    } finally {
      if (device == null) {
        file.leave(range);
      }
    }
  }

  @Override
  public DeviceGeometry geometry() {
    return geometry;
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public DeviceCapabilities capabilities() {
    return new DeviceCapabilities(writable, false, true);
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    geometry.checkRange(lba, geometry.wholeSectors(target.remaining()));
    if (target.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    usage.lock();
    try {
      checkOpen();
      readFully(lba, target);
    } finally {
      usage.unlock();
    }
  }

  private void readFully(long lba, ByteBuffer target) throws IOException {
    int start = target.position();
    int end = target.limit();
    try {
      while (target.position() < end) {
        int done = target.position() - start;
        target.limit(Math.min(end, target.position() + PIECE_BYTES));
        int read = await(channel.read(target, range.offset() + offset(lba) + done));
        if (read <= 0) {
          throw truncated(channel.size());
        }
      }
    } catch (BlockDeviceException e) {
      throw e;
    } catch (IOException e) {
      int whole = (target.position() - start) / SECTOR_SIZE;
      target.limit(end).position(start + whole * SECTOR_SIZE);
      throw failure(e, "read", extent(lba + whole, target));
    } finally {
      target.limit(end);
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    geometry.checkRange(lba, geometry.wholeSectors(source.remaining()));
    usage.lock();
    try {
      checkWritable("write");
      writeFully(lba, source, "write");
    } finally {
      usage.unlock();
    }
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    geometry.checkRange(lba, count);
    usage.lock();
    try {
      checkWritable("write zeroes");
      ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, offset(count)));
      long done = 0;
      while (done < count) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), offset(count - done)));
        int sectors = zeros.remaining() / SECTOR_SIZE;
        writeFully(lba + done, zeros, "write zeroes");
        done += sectors;
      }
    } finally {
      usage.unlock();
    }
  }

  private void writeFully(long lba, ByteBuffer source, String operation) throws IOException {
    int start = source.position();
    int end = source.limit();
    try {
      // A write behind the end would fill the gap with zeros that nobody wrote.
      long fileBytes = channel.size();
      if (fileBytes < range.offset() + range.length()) {
        throw truncated(fileBytes);
      }
      while (source.position() < end) {
        int done = source.position() - start;
        source.limit(Math.min(end, source.position() + PIECE_BYTES));
        await(channel.write(source, range.offset() + offset(lba) + done));
      }
    } catch (BlockDeviceException e) {
      throw e;
    } catch (IOException e) {
      int whole = (source.position() - start) / SECTOR_SIZE;
      source.limit(end).position(start + whole * SECTOR_SIZE);
      throw failure(e, operation, extent(lba + whole, source));
    } finally {
      source.limit(end);
    }
  }

  private BlockDeviceException failure(IOException e, String operation, @Nullable Extent sectors) {
    BlockDeviceException failure = FileErrors.translate(e, identity.path(), operation, sectors);
    if (failure instanceof MediumException && FileVitals.isDead(channel, range)) {
      gone = true;
      return new DeviceGoneException(
          "nothing of the file can be read any more: path="
              + identity.path()
              + ", operation="
              + operation
              + ", reason="
              + e.getMessage(),
          e);
    }
    return failure;
  }

  @Override
  public void flush() throws IOException {
    usage.lock();
    try {
      checkOpen();
      if (writable) {
        flushes.flush(() -> channel.force(false));
      }
    } catch (BlockDeviceException e) {
      throw e;
    } catch (IOException e) {
      throw FileErrors.translate(e, identity.path(), "flush", null);
    } finally {
      usage.unlock();
    }
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    geometry.checkRange(lba, count);
    usage.lock();
    try {
      checkWritable("discard");
    } finally {
      usage.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Looks for the system's file lock. Takes a shared lock for an instant to do so, which a
   * writer that opens at this moment waits out.
   */
  @Override
  public boolean heldByWriter() throws IOException {
    usage.lock();
    try {
      checkOpen();
      return !writable && file.hasWriter(range);
    } finally {
      usage.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        file.leave(writable ? range : null);
      }
    } finally {
      closing.unlock();
    }
  }

  /** The result of a request; where it ran in this thread, and so on POSIX, it is there already. */
  static int await(Future<Integer> request) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return request.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new BlockDeviceException("file I/O failed: reason=" + e.getCause(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkOpen() throws BlockDeviceException {
    if (closed) {
      throw new BlockDeviceException("device is closed: path=" + identity.path());
    }
    if (gone) {
      throw new DeviceGoneException("file is gone: path=" + identity.path());
    }
  }

  private void checkWritable(String operation) throws BlockDeviceException {
    checkOpen();
    if (!writable) {
      throw new ReadOnlyDeviceException(
          "file is open for reading only: path=" + identity.path() + ", operation=" + operation);
    }
  }

  private BlockDeviceException truncated(long fileBytes) {
    return new BlockDeviceException(
        "file was cut short while open: path="
            + identity.path()
            + ", bytes="
            + fileBytes
            + ", expected at least="
            + (range.offset() + range.length())
            + "; close the device and restore the file");
  }

  private static long offset(long sectors) {
    return sectors * SECTOR_SIZE;
  }

  private static @Nullable Extent extent(long lba, ByteBuffer rest) {
    return rest.hasRemaining() ? new Extent(lba, rest.remaining() / SECTOR_SIZE) : null;
  }
}

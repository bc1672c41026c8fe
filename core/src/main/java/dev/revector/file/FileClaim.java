package dev.revector.file;

import dev.revector.file.SharedFile.Range;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A place among the users of a regular file, for devices that open files in their own way: it keeps
 * such a device and a {@link FileBlockDevice} from writing the same bytes, and holds the handles of
 * both open as long as anybody in this JVM uses the file (see the package for why that must be).
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class FileClaim implements Closeable {
  private final Path path;
  private final SharedFile file;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Range range;

  private FileClaim(Path path, SharedFile file) {
    this.path = path;
    this.file = file;
  }

  /** How to open a file in a way of one's own. */
  public interface Opener {
    /** Opens the file. */
    Closeable open() throws IOException;
  }

  /**
   * Joins the users of a file.
   *
   * @param writable true if some of it is to be written
   */
  public static FileClaim join(Path path, boolean writable) throws IOException {
    return new FileClaim(path, SharedFile.join(path, writable));
  }

  /** The file's {@link dev.revector.DeviceIdentity#backing()}. */
  public String backing() {
    return file.key();
  }

  /**
   * A handle that all users share who ask for this name. It must not be closed by them: that is
   * done when the last user of the file has left.
   */
  public Closeable handle(String name, Opener opener) throws IOException {
    return file.handle(name, opener);
  }

  /**
   * Makes the caller the only writer of these bytes; called at most once.
   *
   * @throws dev.revector.DeviceBusyException if somebody else writes some of them
   */
  public void exclude(long offsetBytes, long lengthBytes) throws IOException {
    Range wanted = new Range(offsetBytes, lengthBytes);
    file.lockForWriting(wanted, path);
    range = wanted;
  }

  /** True when somebody, in this process or another, writes some of these bytes. */
  public boolean heldByWriter(long offsetBytes, long lengthBytes) throws IOException {
    return file.hasWriter(new Range(offsetBytes, lengthBytes));
  }

  /** Leaves the users of the file. */
  @Override
  public void close() throws IOException {
    if (!closed.getAndSet(true)) {
      file.leave(range);
    }
  }
}

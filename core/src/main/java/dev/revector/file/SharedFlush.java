package dev.revector.file;

import dev.revector.BlockDeviceException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The flushes of a disk or file that several devices share, as its parts or as what lies on it. The
 * system tells of a failure once, to whoever flushes next or only to who flushed, while the writes
 * of all may be lost. Here every device of this JVM that was open then is told, once.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class SharedFlush {
  /**
   * By backing, as long as a device refers to it. Static because what the system tells of a failure
   * it tells the process. The map publishes the entries.
   */
  private static final ConcurrentHashMap<String, WeakReference<SharedFlush>> IN_USE =
      new ConcurrentHashMap<>();

  /**
   * Held while the system flushes: else one could take its success for the whole truth while
   * another is being told of the failure.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private long failures;
  private @Nullable IOException newest;

  /** For storage that nobody has flushed yet. */
  SharedFlush() {}

  /**
   * The flushes of all devices of this JVM on the same storage.
   *
   * @param backing what equals for them, see {@link dev.revector.DeviceIdentity#backing}
   */
  public static SharedFlush of(String backing) {
    SharedFlush made = new SharedFlush();
    while (true) {
      IN_USE.values().removeIf(flushes -> flushes.get() == null);
      SharedFlush found = IN_USE.computeIfAbsent(backing, key -> new WeakReference<>(made)).get();
      if (found != null) {
        return found;
      }
    }
  }

  /** How to flush. */
  public interface Flush {
    /** Flushes the open file. */
    void run() throws IOException;
  }

  /** Takes a device in; {@code path} is for messages. */
  public Member join(String path) {
    lock.lock();
    try {
      return new Member(path, failures);
    } finally {
      lock.unlock();
    }
  }

  /** One of the devices. */
  public final class Member {
    private final String path;
    private volatile long told;

    private Member(String path, long told) {
      this.path = path;
      this.told = told;
    }

    /**
     * Flushes, unless a failure is still to be told.
     *
     * @throws IOException what {@code flush} throws, or that another device's flush has failed: the
     *     writes since the last good flush are in doubt either way
     */
    public void flush(Flush flush) throws IOException {
      // Before the wait: who waits while another thread's flush fails has failed with it.
      long known = told;
      lock.lock();
      try {
        if (failures > known) {
          told = failures;
          throw new BlockDeviceException(
              "flush failed before, for another part of this disk or file: path="
                  + path
                  + "; what was written since this part's last flush may be lost",
              newest);
        }
        run(flush);
      } finally {
        lock.unlock();
      }
    }

    private void run(Flush flush) throws IOException {
      try {
        flush.run();
      } catch (IOException e) {
        failures++;
        newest = e;
        told = failures;
        throw e;
      }
    }
  }
}

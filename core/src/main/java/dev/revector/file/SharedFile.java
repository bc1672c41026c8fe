package dev.revector.file;

import dev.revector.DeviceBusyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One file, for all devices of this JVM that lie in it: its handles, and who writes which bytes.
 *
 * <p>On POSIX systems a process loses its locks on a file as soon as it closes any handle of it.
 * Hence no handle is closed before the last user has left, and that happens under {@code lock},
 * with the file still in the table: a newcomer waits, and then opens handles of its own.
 *
 * <p>The channels are asynchronous ones whose tasks run in the calling thread. Unlike a {@link
 * java.nio.channels.FileChannel} they are not closed when a thread is interrupted, which would also
 * end the locks of everybody.
 */
final class SharedFile {
  /**
   * All files in use, by file key. The one piece of static mutable state of the library: handles
   * and locks belong to the process, so the table must too. What is done to an entry happens before
   * what the next holder of the entry's {@code lock} does; the map publishes the entries.
   */
  private static final ConcurrentHashMap<Object, SharedFile> OPEN = new ConcurrentHashMap<>();

  /** A reader that looks whether we write holds the lock for an instant: so try again a while. */
  private static final int LOCK_TRIES = 40;

  private static final long LOCK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Bytes from {@code offset} on. */
  record Range(long offset, long length) {
    boolean overlaps(Range other) {
      return offset < other.offset + other.length && other.offset < offset + length;
    }
  }

  private final Object key;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Range, FileLock> writers = new HashMap<>();
  private final Map<String, Closeable> handles = new HashMap<>();
  private @Nullable AsynchronousFileChannel reading;
  private @Nullable AsynchronousFileChannel writing;
  private int users;
  private boolean dead;

  private SharedFile(Object key) {
    this.key = key;
  }

  /**
   * Joins the users of a file; {@link #leave} must follow.
   *
   * @param writable true to open a handle that can write, too
   */
  static SharedFile join(Path path, boolean writable) throws IOException {
    Object key = keyOf(path);
    while (true) {
      SharedFile file = OPEN.computeIfAbsent(key, SharedFile::new);
      file.lock.lock();
      try {
        if (!file.dead) {
          file.users++;
          boolean opened = false;
          try {
            file.openHandles(path, writable);
            opened = true;
          } finally {
            if (!opened) {
              file.leaveLocked();
            }
          }
          return file;
        }
      } finally {
        file.lock.unlock();
      }
    }
  }

  /** What is equal for two paths exactly when they lead to the same file. */
  static Object keyOf(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key != null ? key : path.toRealPath();
  }

  private void openHandles(Path path, boolean writable) throws IOException {
    if (writable && writing == null) {
      writing = open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    } else if (!writable && reading == null && writing == null) {
      reading = open(path, Set.of(StandardOpenOption.READ));
    }
  }

  private static AsynchronousFileChannel open(Path path, Set<? extends OpenOption> options)
      throws IOException {
    return AsynchronousFileChannel.open(path, options, new CallerRuns());
  }

  /** The handle to use for reading, or for both. */
  AsynchronousFileChannel channel(boolean writable) {
    lock.lock();
    try {
      AsynchronousFileChannel channel = writable || reading == null ? writing : reading;
      if (channel == null) {
        throw new IllegalStateException("file has no handle: key=" + key + ", users=" + users);
      }
      return channel;
    } finally {
      lock.unlock();
    }
  }

  /** A handle that is not ours, see {@link FileClaim#handle}. */
  Closeable handle(String name, FileClaim.Opener opener) throws IOException {
    lock.lock();
    try {
      Closeable handle = handles.get(name);
      if (handle == null) {
        handle = opener.open();
        handles.put(name, handle);
      }
      return handle;
    } finally {
      lock.unlock();
    }
  }

  /** The key as text. */
  String key() {
    return key.toString();
  }

  /**
   * Makes the caller the only writer of these bytes.
   *
   * @throws DeviceBusyException if somebody else writes some of them
   */
  void lockForWriting(Range range, Path path) throws IOException {
    lock.lock();
    try {
      if (writers.keySet().stream().anyMatch(range::overlaps)) {
        throw busy(path, range, "this process");
      }
      FileLock fileLock = tryLockPatiently(range);
      if (fileLock == null) {
        throw busy(path, range, "another process");
      }
      writers.put(range, fileLock);
    } catch (OverlappingFileLockException e) {
      throw new DeviceBusyException(
          "file is locked by other code of this process: path=" + path + "; close it there", e);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable FileLock tryLockPatiently(Range range) throws IOException {
    AsynchronousFileChannel channel = channel(true);
    boolean interrupted = false;
    try {
      for (int attempt = 0; attempt < LOCK_TRIES; attempt++) {
        FileLock fileLock = channel.tryLock(range.offset, range.length, false);
        if (fileLock != null) {
          return fileLock;
        }
        // An interrupt would end the pause at once, and with it the patience.
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      }
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static DeviceBusyException busy(Path path, Range range, String owner) {
    return new DeviceBusyException(
        "file is open for writing already: path="
            + path
            + ", offsetBytes="
            + range.offset
            + ", lengthBytes="
            + range.length
            + ", by="
            + owner
            + "; close it there, or open it for reading only");
  }

  /** True when somebody, in this process or another, writes some of these bytes. */
  boolean hasWriter(Range range) throws IOException {
    lock.lock();
    try {
      // A writer of ours can't come in between, since it needs our lock.
      FileLock probe = channel(false).tryLock(range.offset, range.length, true);
      if (probe == null) {
        return true;
      }
      probe.release();
      return false;
    } catch (OverlappingFileLockException e) {
      return true; // this process writes
    } finally {
      lock.unlock();
    }
  }

  /** Ends the use of the file, and of the bytes that the user wrote if {@code range} is given. */
  void leave(@Nullable Range range) throws IOException {
    lock.lock();
    try {
      FileLock fileLock = range == null ? null : writers.remove(range);
      try {
        if (fileLock != null) {
          fileLock.release();
        }
      } finally {
        leaveLocked();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leaveLocked() throws IOException {
    users--;
    if (users > 0) {
      return;
    }
    dead = true;
    List<Closeable> open = new ArrayList<>(handles.values());
    if (reading != null) {
      open.add(reading);
    }
    if (writing != null) {
      open.add(writing);
    }
    try {
      closeAll(open);
    } finally {
      OPEN.remove(key, this);
    }
  }

  private static void closeAll(List<Closeable> open) throws IOException {
    IOException first = null;
    for (Closeable handle : open) {
      try {
        handle.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}

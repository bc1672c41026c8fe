package dev.revector.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends replies. Whoever finds nobody sending sends what all have queued, in as few writes as can
 * be; the others go on. Any thread may use it.
 */
final class Sender {
  private static final int STAGE = 64 << 10;

  /** Smaller parts are copied together; larger ones are sent from where they lie. */
  private static final int SMALL = 8 << 10;

  private static final int MOST_BUFFERS = 64;

  /** Told of replies that are sent or dropped. */
  interface Done {
    void sent();
  }

  private final Wire wire;
  private final Deadline deadline;
  private final Done done;
  private final ConcurrentLinkedQueue<Reply> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock sending = new ReentrantLock();

  // What follows belongs to the sending thread.
  private final ByteBuffer stage = ByteBuffer.allocateDirect(STAGE);
  private final ByteBuffer[] buffers = new ByteBuffer[MOST_BUFFERS];
  private final Reply[] batch = new Reply[MOST_BUFFERS];
  private int bufferCount;
  private int batchCount;
  private int staged;
  private long bytes;
  private volatile @Nullable Throwable broken;

  Sender(Wire wire, Deadline deadline, Done done) {
    this.wire = wire;
    this.deadline = deadline;
    this.done = done;
  }

  /** True when a reply waits for somebody to send it. */
  boolean hasQueued() {
    return !queue.isEmpty();
  }

  /** Queues a reply; {@link #flush} sends it. */
  void add(Reply reply) {
    queue.add(reply);
  }

  /** Sees to it that what is queued is sent, by this thread or by the one that is sending. */
  void flush() {
    while (!queue.isEmpty() && sending.tryLock()) {
      try {
        drain();
      } finally {
        sending.unlock();
      }
    }
  }

  /** Sends all that is queued and says that it was all. */
  void finish() {
    sending.lock();
    try {
      drain();
      if (broken == null) {
        deadline.begin();
        wire.endOutput();
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      breakOff(e);
    } finally {
      deadline.end();
      sending.unlock();
    }
  }

  /** Why nothing can be sent any more, or null. */
  @Nullable Throwable broken() {
    return broken;
  }

  private void drain() {
    for (Reply reply = queue.poll(); reply != null; reply = queue.poll()) {
      batch[batchCount++] = reply;
      try {
        if (broken == null) {
          append(reply);
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        breakOff(e);
      }
      if (batchCount == batch.length || broken != null) {
        send();
      }
    }
    send();
  }

  private void append(Reply reply) throws IOException {
    for (ByteBuffer part : reply.parts()) {
      boolean small = part.remaining() <= SMALL;
      if ((small && part.remaining() > stage.remaining())
          || bufferCount > MOST_BUFFERS - 3
          || bytes >= Deadline.PIECE) {
        write();
      }
      bytes += part.remaining();
      if (small) {
        stage.put(part);
      } else {
        endStage();
        buffers[bufferCount++] = part;
      }
    }
  }

  /** Makes what was copied since the last large part a buffer of its own. */
  private void endStage() {
    if (stage.position() > staged) {
      buffers[bufferCount++] = stage.slice(staged, stage.position() - staged);
      staged = stage.position();
    }
  }

  /** Sends what is appended, then gives up the replies that it was of. */
  private void send() {
    try {
      if (broken == null) {
        write();
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      breakOff(e);
    }
    for (int i = 0; i < batchCount; i++) {
      batch[i].release();
      done.sent();
    }
    Arrays.fill(batch, 0, batchCount, null);
    batchCount = 0;
  }

  private void write() throws IOException {
    endStage();
    if (bufferCount > 0) {
      deadline.begin();
      try {
        wire.write(buffers, bufferCount);
      } finally {
        deadline.end();
      }
    }
    Arrays.fill(buffers, 0, bufferCount, null);
    bufferCount = 0;
    bytes = 0;
    staged = 0;
    stage.clear();
  }

  private void breakOff(Throwable e) {
    broken = e;
    wire.close();
  }
}

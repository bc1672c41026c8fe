package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HubTest {
  private final CountDownLatch dropped = new CountDownLatch(3);
  private final BufferPool pool = new BufferPool(1 << 20, () -> ByteBuffer.allocateDirect(1 << 20));

  private Hub hub(SimulatedDisk disk, long timeoutNanos) {
    ThreadFactory threads = Thread.ofPlatform().daemon().factory();
    NbdListener nobody = new NbdListener() {};
    Settings settings =
        new Settings("", "", true, null, timeoutNanos, 1 << 20, 8, 1, threads, nobody);
    return new Hub(settings, new Export(disk, true, pool), pool);
  }

  /** A peer that says nothing, and that takes memory to drop, which there is not at first. */
  private final class Silent implements Wire {
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean poor = true;

    @Override
    public int read(ByteBuffer target) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return -1;
    }

    @Override
    public void write(ByteBuffer[] buffers, int count) {
      for (int i = 0; i < count; i++) {
        buffers[i].position(buffers[i].limit());
      }
    }

    @Override
    public void endOutput() {}

    @Override
    public void endInput() {}

    @Override
    public synchronized void close() {
      if (poor) {
        poor = false;
        throw new OutOfMemoryError("none left");
      }
      if (end.getCount() > 0) {
        end.countDown();
        dropped.countDown();
      }
    }
  }

  /** A client that asks for a MiB and then takes memory to answer, which there is not. */
  private static final class Costly implements Wire {
    private final Deque<ByteBuffer> says =
        new ArrayDeque<>(
            List.of(
                ByteBuffer.allocate(4).putInt(Protocol.FIXED_NEWSTYLE | Protocol.NO_ZEROES).flip(),
                ByteBuffer.allocate(22)
                    .putLong(Protocol.OPTION_MAGIC)
                    .putInt(Protocol.OPT_GO)
                    .putInt(6)
                    .putInt(0)
                    .putShort((short) 0)
                    .flip(),
                RawClient.request(0, Protocol.CMD_READ, 1, 0, 1 << 20).flip()));

    @Override
    public int read(ByteBuffer target) {
      ByteBuffer next = says.poll();
      if (next == null) {
        return -1;
      }
      int count = next.remaining();
      target.put(next);
      return count;
    }

    @Override
    public void write(ByteBuffer[] buffers, int count) {
      if (says.isEmpty()) {
        throw new OutOfMemoryError("none left");
      }
      for (int i = 0; i < count; i++) {
        buffers[i].position(buffers[i].limit());
      }
    }

    @Override
    public void endOutput() {
      throw new OutOfMemoryError("none left");
    }

    @Override
    public void endInput() {}

    @Override
    public void close() {}
  }

  @Test
  void shouldLoseNoMemoryWhenThereIsTooLittleForAnAnswer() throws Exception {
    Hub hub = hub(SimulatedDisk.builder(4096).build(), 1000);
    hub.admit(new Costly(), "client");
    for (int i = 0; hub.size() > 0 && i < 1000; i++) {
      Thread.sleep(10);
    }
    assertEquals(0, hub.size());
    assertNotNull(pool.tryTake(1 << 20, BufferPool.share(1 << 20)));
  }

  @Test
  void shouldKeepDeadlinesWhenMemoryWasShort() throws Exception {
    Hub hub = hub(SimulatedDisk.builder(64).build(), 1);
    for (int i = 0; i < 3; i++) {
      hub.admit(new Silent(), "client " + i);
    }
    Thread.ofPlatform().daemon().start(hub::watch);
    dropped.await();
    assertTrue(hub.finish(TimeUnit.SECONDS.toNanos(20)));
  }
}

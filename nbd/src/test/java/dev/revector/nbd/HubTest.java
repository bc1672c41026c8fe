package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.testkit.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HubTest {
  private final CountDownLatch dropped = new CountDownLatch(3);

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

  @Test
  void shouldKeepDeadlinesWhenMemoryWasShort() throws Exception {
    SimulatedDisk disk = SimulatedDisk.builder(64).build();
    BufferPool pool = new BufferPool(1 << 20, () -> ByteBuffer.allocateDirect(1 << 20));
    Settings settings =
        new Settings(
            "",
            "",
            true,
            null,
            1,
            1 << 20,
            8,
            1,
            Thread.ofPlatform().daemon().factory(),
            new NbdListener() {});
    Hub hub = new Hub(settings, new Export(disk, true, pool), pool);
    for (int i = 0; i < 3; i++) {
      hub.admit(new Silent(), "client " + i);
    }
    Thread.ofPlatform().daemon().start(hub::watch);
    dropped.await();
    assertTrue(hub.finish(TimeUnit.SECONDS.toNanos(20)));
  }
}

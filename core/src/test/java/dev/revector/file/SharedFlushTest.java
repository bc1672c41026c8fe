package dev.revector.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("jdk17")
@Timeout(30)
class SharedFlushTest {
  private final SharedFlush flushes = new SharedFlush();
  private final IOException failure = new IOException("Input/output error");
  private final AtomicInteger good = new AtomicInteger();

  private void fail() throws IOException {
    throw failure;
  }

  @Test
  void shouldTellEachDeviceThatWasThereOnce() throws IOException {
    SharedFlush.Member one = flushes.join("one");
    SharedFlush.Member two = flushes.join("two");
    assertSame(failure, assertThrows(IOException.class, () -> one.flush(this::fail)));
    flushes.join("three").flush(good::incrementAndGet);
    one.flush(good::incrementAndGet);
    assertEquals(2, good.get());
    BlockDeviceException told =
        assertThrows(BlockDeviceException.class, () -> two.flush(good::incrementAndGet));
    assertSame(failure, told.getCause());
    assertTrue(told.toString().contains("path=two"), told::toString);
    assertEquals(2, good.get());
    two.flush(good::incrementAndGet);
    assertEquals(3, good.get());
  }

  @Test
  void shouldFailWhoWaitedForAFlushThatFailed() throws Exception {
    SharedFlush.Member device = flushes.join("device");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FutureTask<?> first = task(device, () -> failAfter(begun, goOn));
    new Thread(first).start();
    begun.await();
    FutureTask<?> second = task(device, good::incrementAndGet);
    Thread waiting = new Thread(second);
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    assertThrows(ExecutionException.class, first::get);
    assertThrows(ExecutionException.class, second::get);
    assertEquals(0, good.get());
  }

  private static FutureTask<?> task(SharedFlush.Member device, SharedFlush.Flush flush) {
    return new FutureTask<Object>(
        () -> {
          device.flush(flush);
          return device;
        });
  }

  private void failAfter(CountDownLatch begun, CountDownLatch goOn) throws IOException {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    throw failure;
  }
}

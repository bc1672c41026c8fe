package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.PairStatus;
import dev.revector.PoisonedException;
import dev.revector.ReadOnlyDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EngineFlushTest {
  @Test
  void shouldFlushOnlyWhatHasUnflushedWrites() throws IOException {
    Rig rig = Rig.small();
    rig.target().flush();
    assertEquals(0, rig.main.flushes);
    rig.write(0, 1, 1);
    rig.target().flush();
    rig.target().flush();
    assertEquals(1, rig.main.flushes);
    assertEquals(0, rig.spare().flushes);
  }

  @Test
  void shouldFlushSpareAfterWriteInItsSlot() throws IOException {
    Rig rig = Rig.small();
    rig.main.badWrites.add(10L);
    rig.write(10, 1, 1);
    assertEquals(1, rig.spare().flushes);
    rig.target().flush();
    assertEquals(1, rig.spare().flushes);
    rig.write(10, 1, 2);
    rig.target().flush();
    assertEquals(2, rig.spare().flushes);
    assertEquals(0, rig.main.flushes);
    rig.powerCut();
    assertEquals(Rig.stamps(10, 1, 2), rig.read(10, 1));
  }

  @Test
  void shouldNotTakeAWriteDuringAFlushForFlushed() throws IOException {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    rig.main.hook(
        (what, lba, count) -> {
          if (what.equals("flush") && rig.main.flushes == 0) {
            rig.write(1, 1, 1);
          }
        });
    rig.target().flush();
    rig.target().flush();
    assertEquals(2, rig.main.flushes);
  }

  @Test
  void shouldNotBePoisonedByAnIdleDeadSpare() throws IOException {
    Rig rig = Rig.small();
    rig.target();
    rig.spare().failFlushes(new IOException("dead"));
    rig.write(0, 4, 1);
    rig.target().flush();
    assertFalse(rig.target().status().poisoned());
  }

  @Test
  void shouldNeverTryAFailedFlushAgain() throws IOException {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    IOException eio = new IOException("EIO");
    rig.main.failFlushes(eio);
    assertSame(eio, assertThrows(IOException.class, () -> rig.target().flush()));
    rig.main.failFlushes(null);
    PoisonedException e = assertThrows(PoisonedException.class, () -> rig.target().flush());
    assertSame(eio, e.getCause());
    assertThrows(PoisonedException.class, () -> rig.write(1, 1, 1));
    assertThrows(PoisonedException.class, () -> rig.target().writeZeroes(1, 1));
    assertThrows(PoisonedException.class, () -> rig.target().discard(1, 1));
    assertThrows(PoisonedException.class, () -> rig.target().remap(1, 1));
    assertThrows(PoisonedException.class, () -> rig.target().release(1, 1));
    assertThrows(PoisonedException.class, () -> rig.target().check(true));
    assertEquals(1, rig.main.flushes);
    assertEquals(PairStatus.State.FAILED, rig.target().status().state());
    assertEquals(0, rig.target().status().health());
    rig.target().close();
    assertEquals(1, rig.main.flushes);
  }

  @Test
  void shouldBePoisonedByAnErrorOfTheMachineInsideAFlush() throws IOException {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    OutOfMemoryError error = new OutOfMemoryError("test");
    rig.main.hook(
        (what, lba, count) -> {
          if (what.equals("flush")) {
            throw error;
          }
        });
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> rig.target().flush()));
    rig.main.hook((what, lba, count) -> {});
    assertThrows(PoisonedException.class, () -> rig.target().flush());
    assertEquals(0, rig.main.flushes);
  }

  @Test
  void shouldTellASecondFlusherThatTheFirstFailed() throws Exception {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    rig.main.failFlushes(new IOException("EIO"));
    rig.main.hook(
        (what, lba, count) -> {
          if (what.equals("flush")) {
            flushing.countDown();
            await(go);
          }
        });
    AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
    Thread one = flusher(rig, new AtomicReference<>());
    assertTrue(flushing.await(30, TimeUnit.SECONDS));
    Thread two = flusher(rig, second);
    while (two.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    one.join();
    two.join();
    assertInstanceOf(PoisonedException.class, second.get());
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Thread flusher(Rig rig, AtomicReference<@Nullable Throwable> result)
      throws IOException {
    dev.revector.RemapTarget target = rig.target();
    Thread thread =
        new Thread(
            () -> {
              try {
                target.flush();
              } catch (IOException e) {
                result.set(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void shouldCloseEverythingEvenIfOneFails() throws IOException {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    rig.main.hook(
        (what, lba, count) -> {
          if (what.equals("flush")) {
            throw new IOException("EIO");
          }
        });
    IOException e = assertThrows(IOException.class, () -> rig.target().close());
    assertEquals("EIO", e.getMessage());
    assertEquals(1, rig.main.closes);
    assertEquals(1, rig.spare().closes);
    assertEquals(1, rig.store.closes);
    rig.target().close();
    assertEquals(1, rig.main.closes);
  }

  @Test
  void shouldFlushOnClose() throws IOException {
    Rig rig = Rig.small();
    rig.write(0, 1, 1);
    rig.target().close();
    assertEquals(1, rig.main.flushes);
    assertEquals(0, rig.spare().flushes);
    assertThrows(BlockDeviceException.class, () -> rig.read(0, 1));
    assertThrows(BlockDeviceException.class, () -> rig.write(0, 1, 1));
    assertThrows(BlockDeviceException.class, () -> rig.target().flush());
  }

  @Test
  void shouldWriteNothingWhenReadOnly() throws IOException {
    Rig rig = Rig.small();
    rig.readOnly = true;
    rig.main.badReads.add(10L);
    assertThrows(ReadOnlyDeviceException.class, () -> rig.write(0, 1, 1));
    rig.target().flush();
    assertThrows(ReadOnlyDeviceException.class, () -> rig.target().remap(0, 1));
    assertThrows(
        ReadOnlyDeviceException.class, () -> rig.target().fill(0, ByteBuffer.allocate(Rig.SECTOR)));
    assertThrows(IOException.class, () -> rig.read(10, 1));
    assertFalse(rig.target().capabilities().writable());
    rig.target().close();
    assertEquals(0, rig.main.writes + rig.main.flushes + rig.spare().writes + rig.spare().flushes);
    assertEquals(0, rig.store.commits.size());
  }
}

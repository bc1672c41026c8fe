package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceBusyException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt does not end the attempts. */
class PatienceTest {
  @TempDir private Path folder;

  @Test
  void shouldTryAsLongWhenInterrupted() throws IOException {
    Machine.requireLoopDevices();
    Path file = folder.resolve("disk");
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(1 << 20);
    }
    try (Loop loop = Loop.on(file, 512)) {
      DiskClaim claim = new DiskClaim(loop.path().toString(), 0);
      try (Descriptor other = claim.open(true, "nobody")) {
        assertEquals(512, other.askInt(Abi.BLKSSZGET));
        Thread.currentThread().interrupt();
        long begun = System.nanoTime();
        assertThrows(DeviceBusyException.class, () -> claim.open(true, "the other"));
        long took = System.nanoTime() - begun;
        assertTrue(Thread.interrupted());
        assertTrue(took > TimeUnit.MILLISECONDS.toNanos(100), () -> "nanos=" + took);
      }
    }
  }

  @Test
  void shouldPauseWhenInterrupted() {
    long begun = System.nanoTime();
    Thread.currentThread().interrupt();
    try (Patience patience = new Patience(TimeUnit.MILLISECONDS.toNanos(5))) {
      for (int i = 0; i < 20; i++) {
        patience.pause();
      }
    }
    assertTrue(Thread.interrupted());
    assertTrue(System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(50));
  }
}

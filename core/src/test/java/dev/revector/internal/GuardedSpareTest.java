package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.PoisonedException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GuardedSpareTest {
  private final FaultyDisk disk = new FaultyDisk("spare", new DeviceGeometry(8, 512, 512));
  private final BlockDevice guarded = GuardedSpare.all(List.of(disk)).get(0);

  @Test
  void shouldFlushNoMoreAfterAFailure() throws IOException {
    guarded.flush();
    IOException eio = new IOException("EIO");
    disk.failFlushes(eio);
    assertSame(eio, assertThrows(IOException.class, guarded::flush));
    disk.failFlushes(null);
    for (int i = 0; i < 2; i++) {
      assertSame(eio, assertThrows(PoisonedException.class, guarded::flush).getCause());
    }
    assertEquals(2, disk.flushes);
  }

  @Test
  void shouldTakeAnErrorOfTheMachineForAFailure() {
    OutOfMemoryError error = new OutOfMemoryError("test");
    disk.hook(
        (what, lba, count) -> {
          throw error;
        });
    assertSame(error, assertThrows(OutOfMemoryError.class, guarded::flush));
    disk.hook((what, lba, count) -> {});
    assertSame(error, assertThrows(PoisonedException.class, guarded::flush).getCause());
    assertEquals(0, disk.flushes);
  }
}

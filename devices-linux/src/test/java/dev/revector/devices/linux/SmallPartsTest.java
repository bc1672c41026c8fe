package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceTooSmallException;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The parts that need neither a device nor native code. */
class SmallPartsTest {
  private static final Path PATH = Path.of("/dev/x");

  @Test
  void shouldKnowTheNumbersOfBothArchitectures() throws IOException {
    assertEquals(0x4000, Abi.directFlag("Linux", "amd64"));
    assertEquals(0x10000, Abi.directFlag("Linux", "aarch64"));
    assertThrows(BlockDeviceException.class, () -> Abi.directFlag("Linux", "riscv64"));
    assertThrows(BlockDeviceException.class, () -> Abi.directFlag("Mac OS X", "aarch64"));
  }

  @Test
  void shouldSplitDeviceNumbers() {
    assertEquals("7:0", DeviceTree.name(0x700));
    assertEquals("259:3", DeviceTree.name(0x10303));
    assertEquals("8:300", DeviceTree.name(0x10082CL));
  }

  @Test
  void shouldReadWhatUdevStored() {
    UdevData data =
        UdevData.parse("S:disk/by-id/wwn-0x5\nI:1234\nE:ID_MODEL=Disk=1 \nE:\nG:systemd\n");
    assertEquals(List.of("disk/by-id/wwn-0x5"), data.links());
    assertEquals("Disk=1", data.first("ID_NONE", "ID_MODEL"));
    assertEquals("", data.first("ID_NONE"));
  }

  @Test
  void shouldTakeThePhysicalBlockOfTheDeviceOnlyWhenItIsValid() {
    OpenMode any = new OpenMode(true, 0, -1, 0);
    assertEquals(4096, PartRules.blockSize(any, 512, 4096));
    assertEquals(512, PartRules.blockSize(any, 512, 0));
    assertEquals(512, PartRules.blockSize(any, 512, 3000));
    assertEquals(65536, PartRules.blockSize(any, 512, 1 << 20));
    assertEquals(2048, PartRules.blockSize(new OpenMode(true, 0, -1, 2048), 512, 4096));
  }

  @Test
  void shouldCutPartsOnPhysicalBlocksOnly() throws IOException {
    assertEquals(
        new Range(4096, 1024), PartRules.range(PATH, part(4096, -1), 4096 + 1500, 0, 4096, 512));
    assertEquals(new Range(0, 8192), PartRules.range(PATH, part(0, 8192), 9000, 0, 4096, 512));
    assertThrows(
        IllegalArgumentException.class,
        () -> PartRules.range(PATH, part(512, -1), 1 << 20, 0, 4096, 512));
    assertThrows(
        IllegalArgumentException.class,
        () -> PartRules.range(PATH, part(0, 512), 1 << 20, 0, 4096, 512));
    assertThrows(
        DeviceTooSmallException.class,
        () -> PartRules.range(PATH, part(4096, 8192), 8192, 0, 4096, 512));
    assertThrows(
        DeviceTooSmallException.class, () -> PartRules.range(PATH, part(0, -1), 100, 0, 512, 512));
  }

  @Test
  void shouldCountPhysicalBlocksFromWhereTheFirstBegins() throws IOException {
    long size = 1 << 20;
    assertEquals(
        new Range(3584, 4096), PartRules.range(PATH, part(3584, 4096), size, 3584, 4096, 512));
    assertThrows(
        IllegalArgumentException.class,
        () -> PartRules.range(PATH, part(4096, 4096), size, 3584, 4096, 512));
    Range whole = PartRules.range(PATH, part(0, -1), size, 3584, 4096, 512);
    assertEquals(new Range(0, size), whole);
    assertTrue(PartRules.isMisaligned(3584, whole, 4096));
    assertFalse(PartRules.isMisaligned(3584, new Range(7680, 512), 4096));
    assertFalse(PartRules.isMisaligned(0, whole, 4096));
  }

  private static OpenMode part(long offset, long length) {
    return new OpenMode(true, offset, length, 0);
  }

  @Test
  void shouldReuseWhatIsGivenBack() {
    Pool<Object> pool = new Pool<>(2, Object::new);
    Object first = pool.take();
    assertNotSame(first, pool.take());
    pool.give(first);
    assertSame(first, pool.take());
  }

  @Test
  void shouldKeepNoMoreThanThePoolHolds() {
    Pool<Object> pool = new Pool<>(2, Object::new);
    List<Object> kept = List.of(new Object(), new Object());
    kept.forEach(pool::give);
    pool.give(new Object());
    assertTrue(kept.contains(pool.take()));
    assertTrue(kept.contains(pool.take()));
    assertFalse(kept.contains(pool.take()));
  }

  @Test
  void shouldWaitForRequestsUnderWayBeforeClosing() throws Exception {
    Usage usage = new Usage("/dev/x");
    usage.enter();
    AtomicBoolean ended = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              assertTrue(usage.close());
              assertTrue(ended.get());
            });
    AtomicBoolean failed = new AtomicBoolean();
    closer.setUncaughtExceptionHandler((thread, e) -> failed.set(true));
    closer.start();
    Machine.await("the closer waits", () -> closer.getState() == Thread.State.WAITING);
    assertThrows(BlockDeviceException.class, usage::enter);
    ended.set(true);
    usage.exit();
    closer.join();
    assertFalse(failed.get());
    assertFalse(usage.close());
  }
}

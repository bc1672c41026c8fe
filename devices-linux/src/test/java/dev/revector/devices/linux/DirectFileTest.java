package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceBusyException;
import dev.revector.Extent;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.file.FileBlockDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Direct I/O on regular files, beside devices that go through the system's cache. */
class DirectFileTest {
  private static final int BYTES = 4 << 20;

  /** Beside the build's output: the folder for temporary files may be without direct I/O. */
  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = folder.resolve("image");
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(BYTES);
    }
  }

  private DirectBlockDevice open() throws IOException {
    return DirectBlockDevice.open(file, Pairs.WRITE);
  }

  @Test
  void shouldMoveDataOfAnyBuffer() throws IOException {
    try (DirectBlockDevice device = open()) {
      int size = device.geometry().sectorSize();
      int count = (2 << 20) / size;
      ByteBuffer data = Pairs.data(0, count, size, 5);
      ByteBuffer direct = ByteBuffer.allocateDirect(data.remaining() + 3).position(3);
      direct.put(data.duplicate()).position(3);
      ByteBuffer aligned = device.allocate(data.remaining());
      assertEquals(0, aligned.alignmentOffset(0, 4096));
      aligned.put(data.duplicate()).flip();
      ByteBuffer automatic = Arena.ofAuto().allocate(data.remaining(), 4096).asByteBuffer();
      automatic.put(data.duplicate()).flip();
      for (ByteBuffer source :
          new ByteBuffer[] {data.asReadOnlyBuffer(), direct, aligned, automatic}) {
        device.writeZeroes(1, count);
        device.write(1, source);
        assertFalse(source.hasRemaining());
        ByteBuffer target = device.allocate(data.remaining());
        device.read(1, target);
        assertEquals(data, target.flip());
        ByteBuffer odd = ByteBuffer.allocate(data.remaining() + 5).position(5);
        device.read(1, odd);
        assertEquals(data, odd.position(5));
      }
      assertThrows(
          ReadOnlyBufferException.class,
          () -> device.read(1, ByteBuffer.allocate(size).asReadOnlyBuffer()));
    }
  }

  @Test
  void shouldTakeBuffersOfAnArena() throws IOException {
    try (DirectBlockDevice device = open();
        Arena arena = Arena.ofConfined()) {
      int size = device.geometry().sectorSize();
      ByteBuffer buffer = arena.allocate(8L * size, 4096).asByteBuffer();
      buffer.put(Pairs.data(0, 8, size, 1)).flip();
      device.write(0, buffer);
      device.read(0, buffer.clear());
      assertEquals(Pairs.data(0, 8, size, 1), buffer.flip());
    }
  }

  @Test
  void shouldRefuseLessThanASectorAndTouchNothing() throws IOException {
    try (DirectBlockDevice device = open()) {
      long sectors = device.geometry().sectors();
      assertThrows(IllegalArgumentException.class, () -> device.read(0, ByteBuffer.allocate(100)));
      assertThrows(
          IllegalArgumentException.class, () -> device.write(sectors, ByteBuffer.allocate(4096)));
      assertThrows(IllegalArgumentException.class, () -> device.discard(sectors, 1));
    }
  }

  @Test
  void shouldZeroAndDiscard() throws IOException {
    try (DirectBlockDevice device = open()) {
      int size = device.geometry().sectorSize();
      device.write(0, Pairs.data(0, 64, size, 1));
      device.writeZeroes(3, 2);
      device.discard(32, 16);
      device.flush();
      assertEquals(Pairs.data(0, 3, size, 1), Pairs.read(device, 0, 3));
      assertEquals(ByteBuffer.allocate(2 * size), Pairs.read(device, 3, 2));
      assertEquals(Pairs.data(5, 27, size, 1), Pairs.read(device, 5, 27));
      assertEquals(Pairs.data(48, 16, size, 1), Pairs.read(device, 48, 16));
      assertEquals(BYTES, Files.size(file));
    }
  }

  @Test
  void shouldExcludeDevicesOfTheCacheAndBeExcludedByThem() throws IOException {
    try (DirectBlockDevice device = open()) {
      assertTrue(device.capabilities().writable());
      assertThrows(DeviceBusyException.class, () -> FileBlockDevice.open(file, Pairs.WRITE));
      assertThrows(DeviceBusyException.class, this::open);
      try (BlockDevice look = FileBlockDevice.open(file, Pairs.READ)) {
        assertTrue(look.heldByWriter());
      }
      assertTrue(lockedForOthers());
    }
    assertFalse(lockedForOthers());
    try (BlockDevice other = FileBlockDevice.open(file, Pairs.WRITE)) {
      assertThrows(DeviceBusyException.class, this::open);
      assertTrue(other.capabilities().writable());
    }
    open().close();
  }

  @Test
  void shouldNotDropALockByClosingBesideIt() throws IOException {
    try (BlockDevice other = FileBlockDevice.open(file, Pairs.WRITE)) {
      try (DirectBlockDevice look = DirectBlockDevice.open(file, Pairs.READ)) {
        assertTrue(look.heldByWriter());
        assertTrue(look.identity().overlaps(other.identity()));
        assertEquals(look.identity().stableId(), other.identity().stableId());
      }
      assertTrue(lockedForOthers());
    }
    assertFalse(lockedForOthers());
  }

  /** True when another process finds the file locked. */
  private boolean lockedForOthers() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String found =
        Machine.run(
            java, "-cp", System.getProperty("java.class.path"), Locker.class.getName(), "" + file);
    return found.equals("locked");
  }

  /** Tries to lock a file, in a process of its own. */
  static final class Locker {
    private Locker() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        System.out.print(channel.tryLock() == null ? "locked" : "free");
      }
    }
  }

  @Test
  void shouldTellWhatCannotBeOpened() throws IOException {
    assertThrows(
        NoSuchFileException.class,
        () -> DirectBlockDevice.open(folder.resolve("none"), Pairs.READ));
    assertThrows(BlockDeviceException.class, () -> DirectBlockDevice.open(folder, Pairs.READ));
    assertFalse(new DirectBlockDeviceProvider().accepts(file));
    try (DirectBlockDevice device = DirectBlockDevice.open(file, Pairs.READ)) {
      assertThrows(ReadOnlyDeviceException.class, () -> device.write(0, ByteBuffer.allocate(4096)));
    }
  }

  @Test
  void shouldSayThatAFileWasCutShort() throws IOException {
    try (DirectBlockDevice device = open()) {
      try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
        image.setLength(BYTES / 2);
      }
      long behind = device.geometry().sectors() - 8;
      BlockDeviceException e =
          assertThrows(BlockDeviceException.class, () -> Pairs.read(device, behind, 8));
      assertTrue(e.toString().contains("smaller than when it was opened"), e.toString());
      Pairs.read(device, 0, 8);
    }
  }

  @Test
  void shouldNotGrowAFileThatWasCutShort() throws IOException {
    try (DirectBlockDevice device = open()) {
      try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
        image.setLength(BYTES / 2);
      }
      int size = device.geometry().sectorSize();
      long last = device.geometry().sectors() - 1;
      for (long lba : new long[] {0, last}) {
        BlockDeviceException e =
            assertThrows(
                BlockDeviceException.class, () -> device.write(lba, Pairs.data(lba, 1, size, 1)));
        assertTrue(e.toString().contains("smaller than when it was opened"), e.toString());
        assertThrows(BlockDeviceException.class, () -> device.writeZeroes(lba, 1));
      }
      assertEquals(BYTES / 2, Files.size(file));
    }
  }

  @Test
  void shouldFailAllRequestsAfterClosing() throws IOException {
    DirectBlockDevice device = open();
    device.close();
    device.close();
    assertThrows(BlockDeviceException.class, () -> Pairs.read(device, 0, 8));
    assertThrows(BlockDeviceException.class, device::flush);
    assertEquals(new Extent(0, 1).count(), 1);
  }

  @Test
  void shouldNotAllocateForAlignedRequestsOfManyBuffers() throws IOException {
    try (DirectBlockDevice device = open()) {
      ByteBuffer[] buffers = new ByteBuffer[16];
      Arrays.setAll(buffers, i -> device.allocate(4096));
      assertReadsWithoutAllocating(device, buffers);
    }
  }

  @Test
  void shouldNotAllocateForBuffersWhoseHashesCollide() throws IOException {
    try (DirectBlockDevice device = open()) {
      ByteBuffer memory = device.allocate(4096);
      ByteBuffer[] buffers =
          Stream.generate(memory::duplicate)
              .filter(buffer -> System.identityHashCode(buffer) % 4096 == 0)
              .limit(4)
              .toArray(ByteBuffer[]::new);
      assertReadsWithoutAllocating(device, buffers);
    }
  }

  private static void assertReadsWithoutAllocating(DirectBlockDevice device, ByteBuffer... buffers)
      throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int requests = 2000;
    long bytes = Long.MAX_VALUE;
    // The compiler needs a while; then a single portion without any allocation shows it.
    for (int portion = 0; portion < 100 && bytes >= requests; portion++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < requests; i++) {
        device.read(i % 8, buffers[i % buffers.length].clear());
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(bytes < requests, "bytes allocated for " + requests + " reads: " + bytes);
  }
}

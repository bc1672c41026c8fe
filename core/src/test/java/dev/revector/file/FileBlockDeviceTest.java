package dev.revector.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceTooSmallException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.spi.BlockDeviceProvider;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk17")
final class FileBlockDeviceTest {
  private static final OpenMode WHOLE = new OpenMode(true, 0, -1, 0);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("disk.img");
  }

  private FileBlockDevice create(long bytes, OpenMode mode) throws IOException {
    resize(bytes);
    return FileBlockDevice.open(path, mode);
  }

  private void resize(long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    byte[] data = random(3 * 1024 * 1024 + 512);
    try (FileBlockDevice device = create(8 << 20, WHOLE)) {
      ByteBuffer source = ByteBuffer.wrap(data);
      device.write(7, source);
      assertFalse(source.hasRemaining());
      ByteBuffer target = ByteBuffer.allocateDirect(data.length + 1024);
      target.position(512).limit(512 + data.length);
      device.read(7, target);
      assertEquals(512 + data.length, target.position());
      byte[] read = new byte[data.length];
      target.get(512, read);
      assertArrayEquals(data, read);
      device.flush();
    }
    byte[] file = Files.readAllBytes(path);
    assertEquals(8 << 20, file.length);
    assertArrayEquals(data, Arrays.copyOfRange(file, 7 * 512, 7 * 512 + data.length));
  }

  @Test
  void shouldWriteZeroes() throws IOException {
    Files.write(path, random(4 << 20));
    byte[] expected = random(4 << 20);
    Arrays.fill(expected, 3 * 512, 7003 * 512, (byte) 0);
    try (FileBlockDevice device = FileBlockDevice.open(path, WHOLE)) {
      device.writeZeroes(3, 7000);
      device.writeZeroes(0, 0);
    }
    assertArrayEquals(expected, Files.readAllBytes(path));
  }

  @Test
  void shouldTouchItsPartOnly() throws IOException {
    byte[] expected = random(16384);
    Files.write(path, expected);
    try (FileBlockDevice device =
        FileBlockDevice.open(path, new OpenMode(true, 4096, 8192, 4096))) {
      assertEquals(new DeviceGeometry(16, 512, 4096), device.geometry());
      assertEquals(4096, device.identity().offsetBytes());
      assertEquals(8192, device.identity().lengthBytes());
      device.writeZeroes(0, 16);
      assertThrows(IllegalArgumentException.class, () -> device.writeZeroes(16, 1));
      assertThrows(
          IllegalArgumentException.class, () -> device.write(16, ByteBuffer.allocate(512)));
      assertThrows(IllegalArgumentException.class, () -> device.read(0, ByteBuffer.allocate(511)));
    }
    Arrays.fill(expected, 4096, 12288, (byte) 0);
    assertArrayEquals(expected, Files.readAllBytes(path));
  }

  @Test
  void shouldIgnoreWhatIsLeftBehindTheLastBlock() throws IOException {
    try (FileBlockDevice device = create(3 * 4096 + 1000, WHOLE)) {
      assertEquals(25, device.geometry().sectors());
      assertEquals(512, device.geometry().physicalBlockSize());
    }
    try (FileBlockDevice device = FileBlockDevice.open(path, new OpenMode(true, 4096, -1, 4096))) {
      assertEquals(16, device.geometry().sectors());
    }
  }

  @Test
  void shouldRefusePartsThatDoNotFit() throws IOException {
    resize(8192);
    assertRefused(IllegalArgumentException.class, new OpenMode(true, 512, -1, 4096));
    assertRefused(IllegalArgumentException.class, new OpenMode(true, 0, 4608, 4096));
    assertRefused(IllegalArgumentException.class, new OpenMode(true, -512, -1, 0));
    assertRefused(IllegalArgumentException.class, new OpenMode(true, 0, 0, 0));
    assertRefused(IllegalArgumentException.class, new OpenMode(true, 0, -1, 1000));
    assertRefused(DeviceTooSmallException.class, new OpenMode(true, 0, 8704, 0));
    assertRefused(DeviceTooSmallException.class, new OpenMode(true, 8192, -1, 0));
    assertRefused(DeviceTooSmallException.class, new OpenMode(false, 1L << 40, -1, 0));
    FileBlockDevice.open(path, WHOLE).close();
  }

  private void assertRefused(Class<? extends Exception> type, OpenMode mode) {
    assertThrows(type, () -> FileBlockDevice.open(path, mode), mode::toString);
  }

  @Test
  void shouldOpenRegularFilesOnly() throws IOException {
    BlockDeviceProvider provider = new FileBlockDeviceProvider();
    assertFalse(provider.accepts(path));
    assertThrows(NoSuchFileException.class, () -> provider.open(path, WHOLE));
    assertFalse(provider.accepts(folder));
    BlockDeviceException refused =
        assertThrows(BlockDeviceException.class, () -> provider.open(folder, WHOLE));
    assertTrue(refused.toString().contains("not a regular file"), refused::getMessage);
    resize(512);
    assertTrue(provider.accepts(path));
  }

  @Test
  void shouldBeFoundAsAService() {
    assertTrue(
        ServiceLoader.load(BlockDeviceProvider.class).stream()
            .anyMatch(provider -> provider.type() == FileBlockDeviceProvider.class));
  }

  @Test
  void shouldRefuseWritesWhenReadOnly() throws IOException {
    try (FileBlockDevice device = create(4096, new OpenMode(false, 0, -1, 0))) {
      assertEquals(new DeviceCapabilities(false, false, true), device.capabilities());
      assertThrows(ReadOnlyDeviceException.class, () -> device.write(0, ByteBuffer.allocate(512)));
      assertThrows(ReadOnlyDeviceException.class, () -> device.writeZeroes(0, 1));
      assertThrows(ReadOnlyDeviceException.class, () -> device.discard(0, 1));
      device.flush();
    }
  }

  @Test
  void shouldFailWhenTheFileIsCutShort() throws IOException {
    try (FileBlockDevice device = create(8192, WHOLE)) {
      resize(4096 + 100);
      device.read(0, ByteBuffer.allocate(4096));
      assertCutShort(() -> device.read(8, ByteBuffer.allocate(512)));
      assertCutShort(() -> device.read(0, ByteBuffer.allocate(8192)));
      assertCutShort(() -> device.write(15, ByteBuffer.allocate(512)));
      assertCutShort(() -> device.writeZeroes(0, 1));
    }
    assertEquals(4196, Files.size(path));
  }

  private static void assertCutShort(org.junit.jupiter.api.function.Executable request) {
    BlockDeviceException e = assertThrows(BlockDeviceException.class, request);
    assertTrue(e.toString().contains("cut short"), e::getMessage);
  }

  @Test
  void shouldHandleASparseFileOfOneTebibyte() throws IOException {
    byte[] data = random(4096);
    try (FileBlockDevice device = create(1L << 40, WHOLE)) {
      long last = device.geometry().sectors() - 8;
      device.write(last, ByteBuffer.wrap(data));
      ByteBuffer target = ByteBuffer.allocate(4096);
      device.read(last, target);
      assertArrayEquals(data, target.array());
      device.read(1L << 30, target.clear());
      assertArrayEquals(new byte[4096], target.array());
    }
  }

  @Test
  void shouldFailOnceClosed() throws IOException {
    FileBlockDevice device = create(4096, WHOLE);
    device.close();
    device.close();
    assertThrows(BlockDeviceException.class, () -> device.read(0, ByteBuffer.allocate(512)));
    assertThrows(BlockDeviceException.class, () -> device.write(0, ByteBuffer.allocate(512)));
    assertThrows(BlockDeviceException.class, device::flush);
    try (BlockDevice again = FileBlockDevice.open(path, WHOLE)) {
      assertInstanceOf(FileBlockDevice.class, again);
      device.close();
      again.write(0, ByteBuffer.allocate(512));
    }
  }
}

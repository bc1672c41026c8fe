package dev.revector.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceBusyException;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk17")
final class FileLockTest {
  private static final int SIZE = 64 * 1024;

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void createFile() throws IOException {
    path = folder.resolve("disk.img");
    Files.write(path, new byte[SIZE]);
  }

  private FileBlockDevice open(boolean writable, long offset, long length) throws IOException {
    return FileBlockDevice.open(path, new OpenMode(writable, offset, length, 0));
  }

  private FileBlockDevice openWriter() throws IOException {
    return open(true, 0, -1);
  }

  private FileBlockDevice openReader() throws IOException {
    return open(false, 0, -1);
  }

  @Test
  void shouldRefuseASecondWriterInThisProcess() throws IOException {
    try (FileBlockDevice writer = openWriter()) {
      DeviceBusyException busy = assertThrows(DeviceBusyException.class, this::openWriter);
      assertTrue(busy.toString().contains(path.toString()), busy::getMessage);
      writer.write(0, ByteBuffer.allocate(512));
    }
    openWriter().close();
  }

  @Test
  void shouldRefuseASecondWriterUnderAnotherName() throws IOException {
    Path link = Files.createLink(folder.resolve("hard.img"), path);
    Path symbolic = Files.createSymbolicLink(folder.resolve("soft.img"), path);
    OpenMode whole = new OpenMode(true, 0, -1, 0);
    try (FileBlockDevice writer = openWriter();
        FileBlockDevice reader = FileBlockDevice.open(symbolic, new OpenMode(false, 512, 512, 0))) {
      assertThrows(DeviceBusyException.class, () -> FileBlockDevice.open(link, whole));
      assertThrows(DeviceBusyException.class, () -> FileBlockDevice.open(symbolic, whole));
      assertTrue(writer.identity().overlaps(reader.identity()));
    }
  }

  @Test
  void shouldLetPartsBeWrittenSideBySide() throws IOException {
    try (OtherProcess other = new OtherProcess();
        FileBlockDevice first = open(true, 0, 4096);
        FileBlockDevice second = open(true, 4096, 4096)) {
      assertThrows(DeviceBusyException.class, () -> open(true, 3584, 1024));
      assertEquals("busy", other.open(true, 3584, 1024, path));
      assertEquals("ok", other.open(true, 8192, 4096, path));
      assertThrows(DeviceBusyException.class, () -> open(true, 8192, -1));
      assertFalse(first.identity().overlaps(second.identity()));
    }
  }

  @Test
  void shouldExcludeWritersOfOtherProcesses() throws IOException {
    try (OtherProcess other = new OtherProcess()) {
      assertEquals("ok", other.open(true, 0, -1, path));
      assertThrows(DeviceBusyException.class, this::openWriter);
      try (FileBlockDevice reader = openReader()) {
        reader.read(0, ByteBuffer.allocate(512));
        assertTrue(reader.heldByWriter());
        assertEquals("ok", other.ask("close"));
        assertFalse(reader.heldByWriter());
      }
      try (FileBlockDevice writer = openWriter()) {
        assertFalse(writer.heldByWriter());
        assertEquals("busy", other.open(true, 0, -1, path));
        assertEquals("ok", other.open(false, 0, -1, path));
        assertEquals("true", other.ask("held"));
      }
      assertEquals("false", other.ask("held"));
    }
  }

  @Test
  void shouldFreeTheFileOfAProcessThatDied() throws IOException {
    try (OtherProcess other = new OtherProcess()) {
      assertEquals("ok", other.open(true, 0, -1, path));
      assertThrows(DeviceBusyException.class, this::openWriter);
    }
    openWriter().close();
  }

  @Test
  void shouldKeepTheLockWhenAReaderOfThisProcessCloses() throws IOException {
    FileBlockDevice early = openReader();
    try (OtherProcess other = new OtherProcess();
        FileBlockDevice writer = openWriter()) {
      try (FileBlockDevice late = openReader()) {
        assertTrue(late.heldByWriter());
      }
      assertEquals("busy", other.open(true, 0, -1, path));
      early.close();
      assertEquals("busy", other.open(true, 0, -1, path));
      assertThrows(DeviceBusyException.class, this::openWriter);
      assertEquals("busy", other.open(true, 0, -1, path));
      assertThrows(IllegalArgumentException.class, () -> open(false, 0, 100));
      assertEquals("busy", other.open(true, 0, -1, path));
      writer.write(0, ByteBuffer.allocate(512));
    }
  }

  @Test
  void shouldKeepTheLockOfAPartWhenAnotherPartIsProbedAndClosed() throws IOException {
    try (OtherProcess other = new OtherProcess();
        FileBlockDevice first = open(true, 0, 4096)) {
      try (FileBlockDevice reader = open(false, 4096, 4096)) {
        assertFalse(reader.heldByWriter());
      }
      open(true, 8192, 4096).close();
      assertEquals("busy", other.open(true, 0, 4096, path));
      assertEquals("ok", other.open(true, 8192, 4096, path));
      first.write(0, ByteBuffer.allocate(512));
    }
  }

  @Test
  void shouldKeepDeviceAndLockWhenAThreadIsInterrupted() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (OtherProcess other = new OtherProcess();
        FileBlockDevice writer = openWriter()) {
      Future<Boolean> stillInterrupted =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                writer.write(0, ByteBuffer.allocate(512));
                writer.read(0, ByteBuffer.allocate(512));
                writer.flush();
                return Thread.interrupted();
              });
      assertTrue(stillInterrupted.get());
      writer.write(1, ByteBuffer.allocate(512));
      writer.flush();
      assertEquals("busy", other.open(true, 0, -1, path));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldLetOneOfTwoThreadsOpen() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 200; round++) {
        CyclicBarrier start = new CyclicBarrier(2);
        CyclicBarrier opened = new CyclicBarrier(2);
        Callable<Boolean> opener =
            () -> {
              start.await();
              try (FileBlockDevice device = openWriter()) {
                opened.await();
                return device.capabilities().writable();
              } catch (DeviceBusyException e) {
                opened.await();
                return false;
              }
            };
        List<Boolean> won = new ArrayList<>();
        for (Future<Boolean> result : threads.invokeAll(List.of(opener, opener))) {
          won.add(result.get());
        }
        assertTrue(won.get(0) ^ won.get(1), won::toString);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldCloseAndOpenInManyThreadsWithoutLosingTheLock() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (OtherProcess other = new OtherProcess()) {
      Callable<Boolean> churn =
          () -> {
            for (int i = 0; i < 500; i++) {
              openReader().close();
            }
            return true;
          };
      Future<Boolean> first = threads.submit(churn);
      Future<Boolean> second = threads.submit(churn);
      while (!first.isDone() || !second.isDone()) {
        try (FileBlockDevice writer = openWriter()) {
          assertEquals("busy", other.open(true, 0, -1, path));
          assertTrue(writer.capabilities().writable());
        }
      }
      assertTrue(first.get() && second.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldOpenForWritingWhileAnotherProcessLooks() throws IOException {
    try (OtherProcess other = new OtherProcess()) {
      assertEquals("ok", other.open(false, 0, -1, path));
      assertEquals("ok", other.ask("probe"));
      for (int round = 0; round < 3000; round++) {
        openWriter().close();
      }
      assertEquals("ok", other.ask("stop"));
    }
  }
}

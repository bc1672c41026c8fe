package dev.revector.devices.linux;

import dev.revector.spi.BlockDeviceProvider.OpenMode;
import dev.revector.testkit.contract.BlockDeviceContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Direct devices keep the contract that all devices are held to. */
class DirectContractTest {
  @TempDir private Path folder;

  private @Nullable Loop loop;

  /** Comes after the last of the tests that a factory made. */
  @AfterEach
  void detach() throws IOException {
    if (loop != null) {
      loop.close();
    }
  }

  private Path image() throws IOException {
    Path file = folder.resolve("image");
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(8 << 20);
    }
    return file;
  }

  private static Stream<DynamicTest> tests(Path path, OpenMode write, OpenMode read) {
    return BlockDeviceContract.of(() -> DirectBlockDevice.open(path, write))
        .readOnly(() -> DirectBlockDevice.open(path, read))
        .checks()
        .stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), one::run));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAFile() throws IOException {
    return tests(image(), Pairs.WRITE, new OpenMode(false, 0, -1, 0));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPartOfAFile() throws IOException {
    return tests(
        image(),
        new OpenMode(true, 1 << 20, 2 << 20, 4096),
        new OpenMode(false, 1 << 20, 2 << 20, 4096));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnADisk() throws IOException {
    Machine.requireLoopDevices();
    loop = Loop.on(image(), 4096);
    return tests(loop.path(), Pairs.WRITE, new OpenMode(false, 0, -1, 0));
  }
}

package dev.revector.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private Settings settings(long mainMib, int bad) {
    return new Settings(folder, mainMib * MIB, bad, 1);
  }

  private static BlockDevice disk(Path path, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
    return Simulation.open(path);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 48, 64, 65, 79, 100, 127, 128, 129, 255, 300, 512, 777, 1023, 1024})
  void shouldTakeNoMoreBadSectorsThanTheSpareDoes(long mainMib) throws IOException {
    Settings settings = settings(mainMib, 0);
    long slots;
    try (BlockDevice main = disk(settings.mainFile(), settings.mainBytes());
        BlockDevice spare = disk(settings.spareFile(), settings.spareBytes())) {
      slots = RemapTarget.builder().main(main).spare(spare).plan().slots();
    }
    assertTrue(settings.mostBad() <= slots, settings.mostBad() + " of " + slots);
    settings(mainMib, (int) settings.mostBad());
    int more = (int) settings.mostBad() + 1;
    assertThrows(IllegalArgumentException.class, () -> settings(mainMib, more));
  }

  @ParameterizedTest
  @CsvSource({"1, 128", "48, 6144", "64, 6144", "1024, 98304"})
  void shouldTakeAsManyAsItCan(long mainMib, long most) {
    assertEquals(most, settings(mainMib, 0).mostBad());
  }
}

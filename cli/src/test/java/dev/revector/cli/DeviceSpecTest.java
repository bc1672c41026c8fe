package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSpecTest {

  @Test
  void shouldTakeAPlainPathAsTheWholeDevice() {
    assertEquals(new DeviceSpec(Path.of("/dev/sdb"), 0, -1), DeviceSpec.parse("/dev/sdb"));
  }

  @Test
  void shouldReadAPartOfADevice() {
    DeviceSpec expected = new DeviceSpec(Path.of("disk.img"), 1 << 20, 64 << 10);
    assertEquals(expected, DeviceSpec.parse("disk.img@1M+64K"));
    assertEquals(expected, DeviceSpec.parse("disk.img@1048576+65536"));
  }

  @Test
  void shouldSplitAtTheLastAtSign() {
    assertEquals(new DeviceSpec(Path.of("a@1+2"), 3, 4), DeviceSpec.parse("a@1+2@3+4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user@host", "a@", "a@1", "a@1+", "@1+2", "a@1-2"})
  void shouldTakeAnythingElseAsAName(String name) {
    assertEquals(new DeviceSpec(Path.of(name), 0, -1), DeviceSpec.parse(name));
  }

  @Test
  void shouldTakeAFileThatIsOnlyCalledLikeAPart(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("disk@old+new"));
    assertEquals(new DeviceSpec(file, 0, -1), DeviceSpec.parse(file.toString()));
    assertEquals(new DeviceSpec(file, 0, 512), DeviceSpec.parse(file + "@0+512"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@1X+2", "a@1+0", "a@9223372036854775807+1"})
  void shouldRefuseAPartThatCannotBe(String name) {
    assertThrows(IllegalArgumentException.class, () -> DeviceSpec.parse(name));
  }
}

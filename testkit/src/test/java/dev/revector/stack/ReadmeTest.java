package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.PairStatus;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is the one compiled here, and every test that it names exists. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|Properties))`");

  @TempDir Path temp;

  @Test
  void shouldRunTheExample() throws IOException {
    String folder = temp.toString();
    sparse(temp.resolve("main.img"), 64 << 20);
    sparse(temp.resolve("spare.img"), 4 << 20);
    // README
    try (RemapTarget disk =
        RemapTarget.builder()
            .main(FileBlockDevice.open(Path.of(folder, "main.img")))
            .spare(FileBlockDevice.open(Path.of(folder, "spare.img")))
            .create()) {
      disk.write(4711, ByteBuffer.wrap(new byte[512]));
      disk.flush();
      disk.read(4711, ByteBuffer.allocate(512));
      System.out.println(disk.status().state() + ", " + disk.runs(0, 4712));
    }
    // end
    try (RemapTarget disk =
        RemapTarget.builder()
            .main(FileBlockDevice.open(Path.of(folder, "main.img")))
            .spare(FileBlockDevice.open(Path.of(folder, "spare.img")))
            .open()) {
      assertEquals(PairStatus.State.HEALTHY, disk.status().state());
    }
  }

  @Test
  void shouldShowTheExampleThatIsTested() throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/dev/revector/stack/ReadmeTest.java"));
    List<String> tested =
        source.subList(indexOf(source, "// README") + 1, indexOf(source, "// end")).stream()
            .map(line -> line.substring(4))
            .toList();
    List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));
    int start = readme.indexOf("```java") + 1;
    assertEquals(tested, readme.subList(start, start + tested.size()));
  }

  @Test
  void shouldNameTestsThatExist() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| ") && line.contains("` ("))
            .toList();
    assertTrue(rows.size() >= 8, "promises in the README: " + rows.size());
    for (String row : rows) {
      Matcher names = TEST_NAME.matcher(row);
      while (names.find()) {
        String name = names.group(1);
        assertTrue(exists(name + ".java"), "the README names a test that is not there: " + name);
      }
    }
  }

  private static boolean exists(String name) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.toRealPath())) {
      return files.anyMatch(file -> file.endsWith(name));
    }
  }

  private static int indexOf(List<String> lines, String text) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).trim().equals(text)) {
        return i;
      }
    }
    throw new AssertionError("no such line: " + text);
  }

  private static void sparse(Path file, long bytes) throws IOException {
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(bytes);
    }
  }
}

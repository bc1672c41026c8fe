package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.BlockDeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody is told who forgot the flag. */
class NativeAccessTest {
  @TempDir private Path folder;

  @Test
  void shouldNameTheFlagThatIsMissing() throws IOException {
    Path file = Files.write(folder.resolve("image"), new byte[8192]);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String said =
        Machine.run(
            java,
            "--illegal-native-access=deny",
            "-cp",
            System.getProperty("java.class.path"),
            Opener.class.getName(),
            file.toString());
    assertEquals(
        "raw devices need native access: module=ALL-UNNAMED; start Java with"
            + " --enable-native-access=ALL-UNNAMED",
        said);
  }

  /** Opens a file, in a process of its own. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws IOException {
      try {
        DirectBlockDevice.open(Path.of(arguments[0]), Pairs.READ).close();
      } catch (BlockDeviceException e) {
        System.out.print(e.getMessage());
      }
    }
  }
}

package dev.revector.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk17")
final class FileErrorsTest {
  private static final Extent SECTORS = new Extent(8, 4);

  @Test
  void shouldBlameTheSectorsForAnInputOutputErrorOnly() {
    IOException error = new IOException("Input/output error");
    MediumException medium =
        assertInstanceOf(
            MediumException.class, FileErrors.translate(error, "a.img", "read", SECTORS));
    assertEquals(SECTORS, medium.extent());
    assertSame(error, medium.getCause());
    assertTrue(medium.toString().contains("path=a.img"), medium::getMessage);
    assertPlain(new IOException("No space left on device"));
    assertPlain(new IOException("Disk quota exceeded"));
    assertPlain(new IOException("File too large"));
    assertPlain(new IOException());
  }

  private static void assertPlain(IOException error) {
    BlockDeviceException plain = FileErrors.translate(error, "a.img", "write", SECTORS);
    assertEquals(BlockDeviceException.class, plain.getClass());
  }

  @Test
  void shouldNotBlameASectorForAFlush() {
    BlockDeviceException plain =
        FileErrors.translate(new IOException("Input/output error"), "a.img", "flush", null);
    assertEquals(BlockDeviceException.class, plain.getClass());
  }

  @Test
  void shouldTellAVanishedDevice() {
    assertInstanceOf(
        DeviceGoneException.class,
        FileErrors.translate(
            new IOException("No such device or address"), "a.img", "write", SECTORS));
  }
}

package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGoneException;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceErrorsTest {
  private static final Extent SECTORS = new Extent(8, 2);

  private static BlockDeviceException write(int errno) {
    return DeviceErrors.translate(errno, "/dev/x", "write", true, SECTORS);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 61, 74, 84, 121})
  void shouldNameTheSectorsOfMediumErrors(int errno) {
    MediumException e = assertInstanceOf(MediumException.class, write(errno));
    assertEquals(SECTORS, e.extent());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 61, 74, 84, 121})
  void shouldNotBlameSectorsForAFailedFlush(int errno) {
    assertEquals(
        BlockDeviceException.class,
        DeviceErrors.translate(errno, "/dev/x", "flush", true, null).getClass());
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 19, 103, 107, 108, 110, 116, 123})
  void shouldKnowThatADeviceIsGone(int errno) {
    assertEquals(DeviceGoneException.class, write(errno).getClass());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 30})
  void shouldKnowAWriteThatIsNotAllowed(int errno) {
    assertEquals(ReadOnlyDeviceException.class, write(errno).getClass());
    assertEquals(
        BlockDeviceException.class,
        DeviceErrors.translate(errno, "/dev/x", "read", false, SECTORS).getClass());
  }

  @ParameterizedTest
  @CsvSource({"28, ENOSPC", "122, EDQUOT", "22, EINVAL", "67, ENOLINK", "11, EAGAIN", "12, ENOMEM"})
  void shouldSayOfOtherErrorsWhatTheyAre(int errno, String name) {
    BlockDeviceException e = write(errno);
    assertEquals(BlockDeviceException.class, e.getClass());
    assertTrue(e.toString().contains("reason=" + name), e.toString());
  }

  @Test
  void shouldGiveTheNumberOfAnErrorWithoutAName() {
    assertTrue(write(4242).toString().contains("error 4242"));
  }
}

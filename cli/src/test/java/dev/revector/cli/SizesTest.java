package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "36K, 36864",
    "36k, 36864",
    "3M, 3145728",
    "2G, 2147483648",
    "1T, 1099511627776"
  })
  void shouldReadSizesWithTheirUnit(String text, long bytes) {
    assertEquals(bytes, Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1.5M", "4KB", "4 K", "9999999T", "99999999999999999999"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
  }

  @Test
  void shouldShowSizesInTheirLargestUnit() {
    assertEquals("511 B", Sizes.format(511));
    assertEquals("36 KiB", Sizes.format(36 << 10));
    assertEquals("1.5 MiB", Sizes.format(3 << 19));
    assertEquals("1 TiB", Sizes.format(1L << 40));
    assertEquals("16384 TiB", Sizes.format(1L << 54));
  }
}

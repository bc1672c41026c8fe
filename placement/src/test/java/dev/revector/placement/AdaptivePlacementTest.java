package dev.revector.placement;

import static dev.revector.placement.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceTooSmallException;
import dev.revector.spi.PlacementAdvisor.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdaptivePlacementTest {
  private final AdaptivePlacement adaptive = new AdaptivePlacement();

  @ParameterizedTest
  @CsvSource({
    "36864, minimal, 1",
    "65535, minimal, 1",
    "65536, minimal, 2",
    "524287, minimal, 2",
    "524288, linear, 3",
    "2097151, linear, 3",
    "2097152, linear, 4",
    "4194303, linear, 4",
    "4194304, geometric, 5",
    "17592186044416, geometric, 5",
    "9223372036854775807, geometric, 5",
  })
  void shouldChooseByTheSizeOfTheSpare(long bytes, String strategy, int copies) throws Exception {
    assertEquals(new Advice(strategy, copies), adaptive.advise(bytes, 512));
  }

  @ParameterizedTest
  @CsvSource({
    "294912, minimal, 1",
    "524287, minimal, 1",
    "524288, minimal, 2",
    "4194303, minimal, 2",
    "4194304, linear, 3",
    "16777215, linear, 3",
    "16777216, linear, 4",
    "33554431, linear, 4",
    "33554432, geometric, 5",
  })
  void shouldRaiseEveryThresholdEightfoldForBlocksOf4096(long bytes, String strategy, int copies)
      throws Exception {
    assertEquals(new Advice(strategy, copies), adaptive.advise(bytes, 4096));
  }

  @ParameterizedTest
  @CsvSource({
    "512, 36863, 36864",
    "512, 0, 36864",
    "1024, 73727, 73728",
    "4096, 294911, 294912",
    "65536, 4718591, 4718592",
  })
  void shouldNameTheMinimumWhenTheSpareIsBelowIt(int blockSize, long bytes, long minimum) {
    var thrown =
        assertThrows(DeviceTooSmallException.class, () -> adaptive.advise(bytes, blockSize));
    assertSays(thrown, "minimum=" + minimum);
    assertSays(thrown, "bytes=" + bytes);
  }

  @Test
  void shouldAcceptExactlyTheMinimumThatItNames() throws Exception {
    for (int blockSize = 512; blockSize <= 65536; blockSize *= 2) {
      assertEquals(new Advice("minimal", 1), adaptive.advise(72L * blockSize, blockSize));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 513, -512})
  void shouldRefuseWhatIsNoBlockSize(int blockSize) {
    assertThrows(IllegalArgumentException.class, () -> adaptive.advise(1 << 30, blockSize));
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every sector is a register, whatever is moved meanwhile: threads read and write the same few
 * sectors while others remap, release and flush them and main goes bad and recovers. Then the power
 * is cut, and what was flushed must be there. The threads are real, so a seed gives the steps but
 * not their order; a failure shows the history.
 */
class LinearizabilityTest {
  private static final int ROUNDS = Effort.of(150, 20_000);

  @Tag("jdk17")
  @ParameterizedTest
  @CsvSource({"512, 2", "512, 4", "2048, 3"})
  void shouldKeepEverySectorARegister(int block, int threads) throws Exception {
    int moved = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      ConcurrentRound round = new ConcurrentRound(block, threads, seed);
      moved += round.run();
      round.checkHistories();
      round.checkAfterPowerCut();
    }
    assertTrue(moved > ROUNDS, "too few sectors were moved for the test to mean anything");
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two pairs that were made on one spare, one after the other: the first is never believed. */
class FormerPairTest {
  private static final UUID FORMER = new UUID(1, 2);
  private static final UUID PRESENT = new UUID(3, 4);

  private final SimulatedDisk main = SimulatedDisk.builder(1L << 24).seed(1).path("main").build();
  private SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);

  private RemapTargetBuilder builder(UUID pair, String strategy) {
    return RemapTarget.builder()
        .main(main.copy())
        .spare(spare)
        .pair(pair)
        .strategy(strategy)
        .force(pair.equals(PRESENT));
  }

  /** Makes a pair, maps a sector of it and goes on with the spare as a later process finds it. */
  private void create(RemapTargetBuilder builder) throws IOException {
    try (RemapTarget target = builder.create()) {
      target.remap(4711, 1);
    }
    spare = spare.copy();
  }

  private void createCustom(UUID pair, Long... starts) throws IOException {
    create(builder(pair, "custom").customSectors(List.of(starts)));
  }

  private void loseFirstCopy(Loss loss) throws IOException {
    MetadataStore store = StoreFixture.open(spare.copy(), true);
    Spares.loseCopies(spare, store, List.of(0), loss, new Random(1));
  }

  private void demand(UUID pair) throws IOException {
    for (boolean readOnly : new boolean[] {true, false}) {
      assertEquals(pair, StoreFixture.open(spare.copy(), readOnly).pair().uuid());
    }
  }

  @Test
  void shouldNotFindCopiesThatStoodWhereTheirUserWanted() throws IOException {
    createCustom(FORMER, 1117L, 4327L, 8779L);
    createCustom(PRESENT, 2503L, 6007L, 12011L);
    demand(PRESENT);
  }

  /** Where the former pair's first copy can't be read, its own formula is needed. */
  @ParameterizedTest
  @CsvSource({
    "8, linear, 5, minimal, 2",
    "8, geometric, 5, minimal, 2",
    "8, geometric, 5, linear, 2",
    "2048, linear, 5, minimal, 2",
    "2048, geometric, 5, minimal, 2",
    "2048, geometric, 5, linear, 2",
    "2048, geometric, 5, linear, 3"
  })
  void shouldNotFindCopiesOfAnotherStrategy(
      long mebibytes, String former, int copies, String present, int count) throws IOException {
    spare = StoreFixture.spare(mebibytes << 20, 512);
    create(builder(FORMER, former).copies(copies));
    loseFirstCopy(Loss.UNREADABLE);
    create(builder(PRESENT, present).copies(count));
    loseFirstCopy(Loss.NOISE);
    demand(PRESENT);
  }

  /** As earlier builds left them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldRefuseTwoPairsThatOnlyASearchFinds(int copies) throws IOException {
    createCustom(FORMER, 1117L, 4327L, 8779L);
    SimulatedDisk former = spare;
    spare = StoreFixture.spare(8 << 20, 512);
    createCustom(PRESENT, 2503L, 6007L, 12011L);
    long[] starts = {1117, 4327, 8779};
    for (int copy = 0; copy < copies; copy++) {
      spare.poke(starts[copy], former.peek(starts[copy], 400));
    }
    for (boolean readOnly : new boolean[] {true, false}) {
      WrongDeviceException refused =
          assertThrows(WrongDeviceException.class, () -> StoreFixture.open(spare, readOnly));
      assertTrue(refused.getMessage().contains("two pairs"), refused.getMessage());
    }
    assertEquals(0, spare.pendingFragments().size());
  }

  @Test
  void shouldSeeAnyPairBeforeItIsOverwritten() throws IOException {
    createCustom(FORMER, 1117L, 4327L, 8779L);
    WrongDeviceException refused =
        assertThrows(
            WrongDeviceException.class, () -> builder(PRESENT, "linear").force(false).create());
    assertTrue(refused.getMessage().contains(FORMER.toString()), refused.getMessage());
  }
}

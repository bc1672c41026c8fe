package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataDamagedException;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.FaultPlan;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding the copies when the first one, which lies where every reader looks, is lost. */
class FindCopiesTest {

  @ParameterizedTest
  @CsvSource({
    "8388608, 512, minimal, 2",
    "8388608, 512, linear, 3",
    "8388608, 512, geometric, 5",
    "1099511627776, 512, geometric, 5",
    "1099511627776, 4096, linear, 8",
    "16777216, 4096, linear, 4",
    "1099511627776, 512, fixed, 2",
    "2147483648, 4096, fixed, 2",
  })
  void shouldFindTheOthersByFormula(long bytes, int block, String strategy, int copies)
      throws IOException {
    SimulatedDisk spare = StoreFixture.spare(bytes, block);
    MetadataStore store = Spares.filled(spare, strategy, copies, 40);
    Spares.loseCopies(spare, store, List.of(0), Loss.NOISE, new Random(1));
    spare.resetCounters();
    MetadataStore again = StoreFixture.open(spare);
    assertEquals(StoreFixture.map(store), StoreFixture.map(again));
    assertTrue(spare.counters().sectorsRead() < 32 << 11, "read " + spare.counters());
  }

  @Test
  void shouldReadEverythingWhenNoFormulaLeadsThere() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(32 << 20, 512);
    MetadataStore store = Spares.filled(spare, "geometric", 5, 40);
    Spares.loseCopies(spare, store, List.of(0), Loss.UNREADABLE, new Random(1));
    SimulatedDisk grown = spare.resize(spare.geometry().sectors() + 12345);
    MetadataStore reader = StoreFixture.open(grown, true);
    assertEquals(StoreFixture.map(store), StoreFixture.map(reader));
    assertEquals(StoreFixture.map(store), StoreFixture.map(StoreFixture.open(grown)));
    assertEquals(List.of(), StoreFixture.open(grown, true).check(false).findings());
  }

  /** The advice for a spare that holds none would be to make another pair on it. */
  @Test
  void shouldNotSayThatThereIsNoneWhereNothingCanBeRead() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    Spares.filled(spare, "geometric", 5, 40);
    spare.faults().fail(FaultPlan.Access.READ, 0, spare.geometry().sectors());
    for (boolean readOnly : new boolean[] {true, false}) {
      MetadataDamagedException refused =
          assertThrows(MetadataDamagedException.class, () -> StoreFixture.open(spare, readOnly));
      assertEquals(MetadataDamagedException.Kind.NO_ASSEMBLY, refused.kind());
    }
  }

  @Test
  void shouldOpenAGrownSpareAndRefuseAShrunkOne() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "geometric", 5, 40);
    long sectors = spare.geometry().sectors();
    SimulatedDisk grown = spare.resize(sectors * 2);
    assertEquals(StoreFixture.map(store), StoreFixture.map(StoreFixture.open(grown)));
    SimulatedDisk shrunk = spare.resize(sectors - 1);
    byte[] before = Spares.image(shrunk);
    for (boolean readOnly : new boolean[] {true, false}) {
      WrongDeviceException refused =
          assertThrows(WrongDeviceException.class, () -> StoreFixture.open(shrunk, readOnly));
      String sizes = "expectedBytes=" + sectors * 512 + ", foundBytes=" + (sectors - 1) * 512;
      assertTrue(refused.getMessage().contains(sizes), refused.getMessage());
    }
    assertEquals(0, shrunk.counters().writes());
    org.junit.jupiter.api.Assertions.assertArrayEquals(before, Spares.image(shrunk));
  }
}

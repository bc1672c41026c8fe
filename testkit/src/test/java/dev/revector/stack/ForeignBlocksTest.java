package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGeometry;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are whole, but not the ones that belong there; and spares that hold no pair. */
class ForeignBlocksTest {

  /** The same place on another pair's spare holds a whole block of the same kind and number. */
  @ParameterizedTest
  @CsvSource({"3, 0", "3, 2", "5, 0", "5, 1", "5, 4"})
  void shouldNotTakeAnotherPairsCopyForItsOwn(int copies, int copy) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 40);
    SimulatedDisk other = StoreFixture.spare(8 << 20, 512);
    createOther(other, copies);
    for (long sector : Spares.blocks(store).get(copy)) {
      spare.poke(sector, other.peek(sector, 1));
    }
    assertMends(spare, store);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldRefuseToChooseBetweenTwoPairs(int copy) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", 2, 40);
    SimulatedDisk other = StoreFixture.spare(8 << 20, 512);
    createOther(other, 2);
    for (long sector : Spares.blocks(store).get(copy)) {
      spare.poke(sector, other.peek(sector, 1));
    }
    for (boolean readOnly : new boolean[] {true, false}) {
      WrongDeviceException refused =
          assertThrows(WrongDeviceException.class, () -> StoreFixture.open(spare, readOnly));
      assertTrue(refused.getMessage().contains("two pairs"), refused.getMessage());
    }
  }

  /** A pair that is made where another one stood, whose first copy was lost. */
  @Test
  void shouldNotFindThePairThatStoodHereBefore() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore old = Spares.filled(spare, "linear", 5, 40);
    Spares.loseCopies(spare, old, List.of(0), Spares.Loss.NOISE, new Random(1));
    createOther(spare, 2);
    MetadataStore reader = StoreFixture.open(spare.copy(), true);
    assertEquals(new UUID(3, 4), reader.pair().uuid());
    Spares.loseCopies(spare, reader, List.of(0), Spares.Loss.NOISE, new Random(1));
    assertEquals(new UUID(3, 4), StoreFixture.open(spare, false).pair().uuid());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void shouldSeeAnyBlockOfAnotherPair(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 40);
    SimulatedDisk other = StoreFixture.spare(8 << 20, 512);
    createOther(other, copies);
    for (long sector : Spares.blocks(store).get(0).subList(0, 20)) {
      SimulatedDisk hurt = spare.copy();
      hurt.poke(sector, other.peek(sector, 1));
      assertMends(hurt, store);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void shouldSeeMisdirectedBlocks(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 40);
    List<List<Long>> blocks = Spares.blocks(store);
    for (int seed = 0; seed < Effort.of(20, 500); seed++) {
      SimulatedDisk hurt = spare.copy();
      Random random = new Random(seed);
      List<Long> victim = blocks.get(random.nextInt(copies));
      List<Long> source = blocks.get(random.nextInt(copies));
      for (int i = 0; i < 3; i++) {
        long from = source.get(random.nextInt(source.size()));
        hurt.poke(victim.get(random.nextInt(victim.size())), spare.peek(from, 1));
      }
      assertMends(hurt, store);
    }
  }

  /** An older image of one copy, put back whole, gives way to the others. */
  @ParameterizedTest
  @CsvSource({"2, 0, 3", "2, 1, 90", "3, 0, 1", "3, 2, 90", "5, 0, 90", "5, 4, 3"})
  void shouldNotGoBackToAnOlderCopy(int copies, int copy, int commits) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 40);
    SimulatedDisk older = spare.copy();
    for (int i = 0; i < commits; i++) {
      store.commit(List.of(StoreFixture.put((1L << 20) + i * 8L, 6000L + i)));
    }
    for (long sector : Spares.blocks(store).get(copy)) {
      spare.poke(sector, older.peek(sector, 1));
    }
    MetadataStore again = StoreFixture.open(spare, false);
    assertEquals(StoreFixture.map(store), StoreFixture.map(again));
    assertEquals(List.of(), StoreFixture.open(spare, true).check(false).findings());
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 1", "5, 4"})
  void shouldFindAndMendAWriteThatOneCopyLost(int copies, int copy) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 40);
    for (long sector : Spares.blocks(store).get(copy)) {
      spare.faults().loseWrites(sector, 1, 1);
    }
    for (int i = 0; i < 3; i++) {
      store.commit(List.of(StoreFixture.put((1L << 20) + i * 8L, 6000L + i)));
    }
    spare.faults().disarm();
    assertEquals(3, store.check(false).findings().size());
    assertTrue(store.check(true).clean());
    assertEquals(List.of(), store.check(false).findings());
    assertEquals(StoreFixture.map(store), StoreFixture.map(StoreFixture.open(spare.copy(), false)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void shouldRefuseWhatIsNoPairAndWriteNothing(long seed) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(1 << 20, 512);
    Random random = new Random(seed);
    for (int sector = 0; sector < 2048; sector++) {
      byte[] noise = new byte[512];
      random.nextBytes(noise);
      if (seed % 2 == 0) {
        System.arraycopy(new byte[] {'R', 'V', 'T', 'R', 1, 1, 0, 0}, 0, noise, 0, 8);
      }
      spare.poke(sector, noise);
    }
    assertRefused(spare);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 100, 500, 1023, 2047})
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void shouldRefuseATruncatedPair(long sectors) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(1 << 20, 512);
    Spares.filled(spare, "linear", 3, 40);
    assertRefused(spare.resize(sectors));
  }

  @Test
  void shouldRefuseAnEmptySpare() throws IOException {
    assertRefused(StoreFixture.spare(1 << 20, 512));
  }

  /** Bytes changed under right checksums, in every kind of block: our exceptions, or a map. */
  @Test
  void shouldNotFailOnWholeBlocksThatSayNonsense() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(64 << 10, 512);
    MetadataStore store = Spares.filled(spare, "minimal", 1, 60);
    List<Long> blocks = Spares.blocks(store).get(0);
    for (int seed = 0; seed < Effort.of(3000, 100_000); seed++) {
      Random random = new Random(seed);
      SimulatedDisk hurt = spare.copy();
      for (int i = 0; i <= random.nextInt(3); i++) {
        long sector = blocks.get(random.nextInt(blocks.size()));
        hurt.poke(sector, nonsense(hurt.peek(sector, 1), random));
      }
      try {
        StoreFixture.map(StoreFixture.open(hurt, random.nextBoolean()));
      } catch (BlockDeviceException e) {
        // Refused.
      } catch (RuntimeException | IOException e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  private static byte[] nonsense(byte[] block, Random random) {
    for (int i = 0; i <= random.nextInt(6); i++) {
      int at = 40 + random.nextInt(random.nextBoolean() ? 80 : 472);
      block[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 1);
    }
    return Spares.sealed(block);
  }

  private static void assertRefused(SimulatedDisk spare) {
    byte[] before = Spares.image(spare);
    for (boolean readOnly : new boolean[] {true, false}) {
      assertThrows(BlockDeviceException.class, () -> StoreFixture.open(spare, readOnly));
    }
    assertEquals(0, spare.counters().writes());
    assertArrayEquals(before, Spares.image(spare));
  }

  private static void assertMends(SimulatedDisk hurt, MetadataStore expected) throws IOException {
    Map<Long, Long> map = StoreFixture.map(expected);
    assertEquals(map, StoreFixture.map(StoreFixture.open(hurt, true)));
    MetadataStore store = StoreFixture.open(hurt, false);
    assertEquals(map, StoreFixture.map(store));
    assertEquals(expected.pair(), store.pair());
    assertEquals(List.of(), StoreFixture.open(hurt, true).check(false).findings());
  }

  private static void createOther(SimulatedDisk spare, int copies) throws IOException {
    MetadataStore store =
        new LedgerStoreProvider()
            .create(
                new CreateRequest(
                    new DeviceGeometry(StoreFixture.MAIN_SECTORS, 512, 512),
                    StoreFixture.main().identity(),
                    List.of(spare),
                    new UUID(3, 4),
                    StoreFixture.strategy("linear"),
                    copies,
                    0,
                    List.of(),
                    1_000_000));
    StoreFixture.attach(store, spare);
    for (int i = 0; i < 60; i++) {
      store.commit(List.of(StoreFixture.put(i * 24L, 2000L + i)));
    }
  }
}

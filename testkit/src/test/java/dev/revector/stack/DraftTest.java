package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceTooSmallException;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataDraft;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the metadata of a new pair go on a spare of 8 MiB, some of which may hold data. */
class DraftTest {
  /** Blocks of a copy that are not table. */
  private static final int FIXED = 66;

  private String strategy = "linear";
  private int bytes = 8 << 20;
  private int copies = 3;
  private int block = 512;
  private int mainBlock = 512;
  private List<Long> custom = List.of();
  private List<Extent> taken = List.of();
  private long runs;

  private MetadataDraft draft() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(bytes, block);
    DeviceGeometry main = new DeviceGeometry(StoreFixture.MAIN_SECTORS, 512, mainBlock);
    return new LedgerStoreProvider()
        .draft(StoreFixture.request(main, List.of(spare), strategy, copies, custom), taken, runs);
  }

  private List<Long> starts() throws IOException {
    return draft().plan().copies().stream().map(SpareExtent::sector).toList();
  }

  private long sectors() throws IOException {
    return draft().plan().copies().get(0).sectors();
  }

  private void take(long first, long count) {
    taken = List.of(new Extent(first, count));
  }

  @Test
  void shouldMakeAPairOfOneSpareOnly() {
    List<BlockDevice> two = List.of(StoreFixture.spare(bytes, 512), StoreFixture.spare(bytes, 512));
    DeviceGeometry main = new DeviceGeometry(StoreFixture.MAIN_SECTORS, 512, 512);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new LedgerStoreProvider()
                    .create(StoreFixture.request(main, two, "linear", 3, List.of())));
    assertEquals("a pair is created with one spare: spares=2", refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"512, 512, 512", "4096, 512, 4096", "512, 4096, 4096", "2048, 1024, 2048"})
  void shouldMakeSlotsThatNeitherDiskNeedsToReadFirst(int ofMain, int ofSpare, int slot)
      throws IOException {
    mainBlock = ofMain;
    block = ofSpare;
    CreatePlan plan = draft().plan();
    assertEquals(slot, plan.slotSize());
    assertEquals(slot, plan.blockSize());
  }

  /** A copy of 39 blocks of 8 sectors that the formula puts at the start. */
  @ParameterizedTest
  @CsvSource({
    "0, 8, 8",
    "0, 9, 16",
    "7, 1, 8",
    "7, 2, 16",
    "8, 1, 16",
    "8, 8, 16",
    "311, 1, 312",
    "312, 1, 0",
    "0, 0, 0",
  })
  void shouldKeepOffTheBlocksThatHoldTakenSectors(long first, long count, long start)
      throws IOException {
    block = 4096;
    assertEquals(312, sectors());
    if (count > 0) {
      take(first, count);
    }
    assertEquals(start, starts().get(0));
  }

  @ParameterizedTest
  @CsvSource({"7755, 1, 7756", "8299, 1, 7754", "7700, 600, 8300", "8000, 1, 8001"})
  void shouldMoveACopyToTheNearestPlaceAndLeaveTheOthers(long first, long count, long start)
      throws IOException {
    assertEquals(List.of(0L, 7755L, 15510L), starts());
    assertEquals(545, sectors());
    take(first, count);
    assertEquals(List.of(0L, start, 15510L), starts());
  }

  @Test
  void shouldMoveTwoCopiesToPlacesOfTheirOwn() throws IOException {
    copies = 2;
    strategy = "custom";
    custom = List.of(1000L, 1100L);
    assertEquals(89, sectors());
    take(900, 500);
    assertEquals(List.of(811L, 1400L), starts());
    custom = List.of(1000L, 1089L);
    assertEquals(89, sectors());
    take(1000, 1);
    assertEquals(List.of(911L, 1089L), starts());
  }

  /** Those that neither the copies nor the room held back for them take. */
  @ParameterizedTest
  @CsvSource({"8, 512, 1", "8, 512, 3", "8, 4096, 3", "8, 1024, 2", "32, 512, 3"})
  void shouldPlanTheSlotsThatAreLeft(int mebibytes, int physicalBlock, int number)
      throws IOException {
    bytes = mebibytes << 20;
    block = physicalBlock;
    mainBlock = physicalBlock;
    copies = number;
    SimulatedDisk spare = StoreFixture.spare(bytes, block);
    MetadataStore store = StoreFixture.create(spare, strategy, copies);
    assertEquals(StoreFixture.attach(store, spare).free(), draft().plan().slots());
  }

  @Test
  void shouldRefuseASpareThatDataFill() {
    take(0, 16200);
    DeviceTooSmallException refused = assertThrows(DeviceTooSmallException.class, this::draft);
    String why = "runs=0, reason=no free place for a metadata copy: copy=";
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  @Test
  void shouldMakeTheTableAsLargeAsTheMapNeeds() throws IOException {
    long fresh = sectors();
    runs = 5000;
    assertEquals(fresh, sectors());
    runs = 19 * 1053;
    assertEquals(FIXED + 1053 + 27 + 1 + 64, sectors());
    runs++;
    assertEquals(FIXED + 1054 + 28 + 1 + 64, sectors());
  }

  @Test
  void shouldRefuseAMapThatHasNoRoom() {
    runs = 100_000;
    assertTrue(refusal().contains("runs=100000, reason=no room for the metadata copies"));
    runs = 500_000;
    assertTrue(refusal().contains("spare has no room for so large a map: path=spare, runs=500000"));
  }

  private String refusal() {
    return String.valueOf(assertThrows(DeviceTooSmallException.class, this::draft).getMessage());
  }

  @Test
  void shouldHalveTheTablesOfCopiesThatAreToBeClose() throws IOException {
    copies = 2;
    long table = sectors() - FIXED;
    strategy = "custom";
    custom = List.of(1000L, 1100L);
    while (FIXED + table > 100) {
      table /= 2;
    }
    assertEquals(FIXED + table, sectors());
    custom = List.of(1000L, 1000L + FIXED + 3);
    assertEquals(FIXED + 3, sectors());
    custom = List.of(1000L, 1000L + FIXED + 2);
    assertThrows(IllegalArgumentException.class, this::draft);
    take(0, 1);
    assertThrows(DeviceTooSmallException.class, this::draft);
  }

  @Test
  void shouldTakeOnlyPlacesThatBeginABlock() throws IOException {
    copies = 2;
    strategy = "custom";
    block = 4096;
    custom = List.of(800L, 8000L);
    assertEquals(custom, starts());
    custom = List.of(804L, 8000L);
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, this::draft);
    assertTrue(refused.getMessage().contains("sector=804, blockSize=4096"), refused.getMessage());
  }

  /** Witnesses stand at each quarter, or behind the room that a copy there will grow into. */
  @ParameterizedTest
  @CsvSource({
    "5000, 1, 4096, 8629, 12288",
    "4096, 4, 4100, 8629, 12288",
    "8629, 1, 4096, 8630, 12288",
    "12288, 4096, 4096, 8629, 874",
    "4096, 4604, 9574, 9575, 12288",
  })
  void shouldSetWitnessesApart(long first, long count, long one, long two, long three)
      throws IOException {
    take(first, count);
    List<Extent> single = draft().reservation().stream().filter(e -> e.count() == 1).toList();
    assertEquals(
        List.of(one, two, three).stream().sorted().toList(),
        single.stream().map(Extent::first).toList());
  }

  /** Where nothing else is left they stand in the room that a copy would grow into. */
  @Test
  void shouldSetWitnessesSomewhere() throws IOException {
    taken = List.of(new Extent(548, 7207), new Extent(8300, 7210), new Extent(16055, 329));
    assertEquals(List.of(0L, 7755L, 15510L), starts());
    List<Extent> behind = draft().reservation().subList(1, 4);
    assertEquals(List.of(545L, 546L, 547L), behind.stream().map(Extent::first).toList());
  }

  /** 466 leaves and their 13 nodes fill the 479 blocks of a fresh table. */
  @Test
  void shouldRefuseMoreRunsThanTheTableHolds() throws IOException {
    assertEquals(FIXED + 466 + 12 + 1, sectors());
    List<MapRun> map = new ArrayList<>();
    for (int i = 0; i <= 466 * 19; i++) {
      map.add(new MapRun(2L * i, 1, SectorState.PENDING, 0, 0, RemapReason.READ_ERROR, 5, 1));
    }
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> draft().write(map, List.of()));
    assertEquals("more runs than were announced: runs=8855, announced=0", refused.getMessage());
    List<MapRun> fitting = map.subList(0, 466 * 19);
    assertEquals(fitting, StoreFixture.runs(draft().write(fitting, List.of())));
  }
}

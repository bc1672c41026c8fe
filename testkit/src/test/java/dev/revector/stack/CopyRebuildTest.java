package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareRun;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the room of a copy that is built anew, and how often it is. */
class CopyRebuildTest {
  private static final int COPY = 1;

  private SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);

  private static Copy copy(MetadataStore store) {
    return store.status().copies().get(COPY);
  }

  private static List<SpareRun> retired(MetadataStore store) {
    List<SpareRun> retired = new ArrayList<>();
    store.forEachRetired(retired::add);
    return retired;
  }

  private void failAndCommit(MetadataStore store, long lba) throws IOException {
    Spares.failWrites(spare, store, COPY);
    store.commit(List.of(StoreFixture.put(lba, 7000 + lba)));
  }

  @Test
  void shouldRetireTheOldPlaceAndHoldRoomBackAnew() throws IOException {
    StoreFixture.create(spare, "linear", 3).close();
    MetadataStore store = StoreFixture.open(spare, false);
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    SpareExtent old = copy(store).extents().get(0);
    long reserved = allocator.reserved();
    failAndCommit(store, 8);
    assertEquals(CopyState.VALID, copy(store).state());
    assertNotEquals(old, copy(store).extents().get(0));
    assertEquals(List.of(new SpareRun(0, old.sector(), (int) old.sectors())), retired(store));
    assertEquals(old.sectors(), allocator.retired());
    assertEquals(reserved, allocator.reserved());
    SpareAllocator fresh = StoreFixture.attach(store, spare);
    assertTrue(fresh.heldBack() > 0);
    assertEquals(fresh.heldBack(), allocator.heldBack());
    assertEquals(List.of(), store.check(false).findings());
  }

  @Test
  void shouldBuildACopyAnewThreeTimesAtMost() throws IOException {
    MetadataStore store = StoreFixture.create(spare, "linear", 3);
    for (int round = 1; round <= 3; round++) {
      failAndCommit(store, 8L * round);
      assertEquals(CopyState.VALID, copy(store).state(), "round " + round);
      assertEquals(round, retired(store).size());
    }
    failAndCommit(store, 32);
    assertEquals(CopyState.EVICTED, copy(store).state());
    store.commit(List.of(StoreFixture.put(40, 7040)));
    assertEquals(CopyState.EVICTED, copy(store).state());
    assertEquals(3, retired(store).size());
    assertEquals(5, StoreFixture.map(StoreFixture.open(spare.copy(), true)).size());
  }

  @Test
  void shouldGoOnWithoutACopyThatFindsNoPlace() throws IOException {
    spare = StoreFixture.spare(52 << 10, 512);
    MetadataStore store = StoreFixture.create(spare, "linear", 3);
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    allocator.letGo();
    for (long slot = 0; slot < allocator.slots(); slot++) {
      if (allocator.freeFrom(slot) > 0) {
        allocator.markUsed(slot, 1);
      }
    }
    failAndCommit(store, 8);
    assertEquals(CopyState.EVICTED, copy(store).state());
    assertEquals(List.of(), retired(store));
    assertEquals(1, StoreFixture.map(StoreFixture.open(spare.copy(), true)).size());
  }

  /** Without witnesses a copy there could never be put out of use again. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldNotBuildACopyWhereAHeaderCantBeWritten(int badSlots) throws IOException {
    StoreFixture.create(spare, "linear", 2).close();
    long ring = copy(StoreFixture.open(spare.copy(), true)).extents().get(0).sector() + 1;
    spare.faults().fail(Access.WRITE, ring, 8);
    SimulatedDisk rehearsal = spare.copy();
    MetadataStore rehearsed = StoreFixture.open(rehearsal);
    rehearsed.commit(List.of(StoreFixture.put(8, 7000)));
    SpareExtent bad = copy(rehearsed).extents().get(0);
    List<Long> blocks = Spares.blocks(rehearsed).get(COPY);
    int[] headers = {0, Spares.headerB(rehearsal, blocks)};
    for (int slot = 0; slot < 2; slot++) {
      if ((badSlots >>> slot & 1) == 1) {
        spare.faults().fail(Access.WRITE, blocks.get(headers[slot]), 1);
      }
    }
    MetadataStore store = StoreFixture.open(spare);
    store.commit(List.of(StoreFixture.put(8, 7000)));
    assertEquals(CopyState.EVICTED, copy(store).state());
    assertEquals(List.of(new SpareRun(0, bad.sector(), (int) bad.sectors())), retired(store));
    store.commit(List.of(StoreFixture.put(16, 7001)));
    assertEquals(CopyState.VALID, copy(store).state());
    assertNotEquals(bad, copy(store).extents().get(0));
    assertEquals(List.of(), store.check(false).findings());
    MetadataStore again = StoreFixture.open(spare.powerCut(PowerCut.none()));
    assertEquals(StoreFixture.map(store), StoreFixture.map(again));
    assertEquals(CopyState.VALID, copy(again).state());
  }

  /** A place of more sectors than a change can name. */
  @Test
  void shouldRetireALargePlaceInParts() throws IOException {
    spare = StoreFixture.spare(1 << 30, 512);
    DeviceGeometry main = new DeviceGeometry(StoreFixture.MAIN_SECTORS, 512, 512);
    MetadataStore store =
        new LedgerStoreProvider()
            .draft(
                StoreFixture.request(main, List.of(spare), "linear", 3, List.of()),
                List.of(),
                3_000_000)
            .write(List.of(), List.of());
    StoreFixture.attach(store, spare);
    SpareExtent old = copy(store).extents().get(0);
    assertTrue(old.sectors() > 131_072, old.toString());
    failAndCommit(store, 8);
    List<SpareRun> parts = retired(store);
    long end = old.sector();
    for (SpareRun part : parts) {
      assertEquals(end, part.sector());
      end += part.count();
    }
    assertEquals(old.sector() + old.sectors(), end);
    assertEquals(3, parts.size());
    assertEquals(65_408, parts.get(0).count());
    assertEquals(65_408, parts.get(1).count());
  }
}

package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.testkit.SimulatedDisk;
import dev.revector.testkit.SimulatedDiskBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which devices a pair of 4096 and 8192 sectors in slots of 1 KiB takes for its own. */
class DeviceRulesTest {
  private static final int MAIN = 4096;
  private static final int SPARE = 8192;

  private SimulatedDisk main = disk(MAIN).build();
  private SimulatedDisk spare = main;

  @BeforeEach
  void create() throws IOException {
    main = disk(MAIN).path("main").stableId("file:1@0 ext:a").build();
    create(main);
  }

  private void create(SimulatedDisk disk) throws IOException {
    SimulatedDisk fresh = disk(SPARE).path("spare").build();
    RemapTarget.builder().main(disk.copy()).spare(fresh).create().close();
    spare = fresh.copy();
    spare.resetCounters();
  }

  private static SimulatedDiskBuilder disk(long sectors) {
    return SimulatedDisk.builder(sectors).physicalBlockSize(1024);
  }

  private static MetadataStore open(BlockDevice main, List<BlockDevice> spares, boolean accept)
      throws IOException {
    return new LedgerStoreProvider()
        .open(new OpenRequest(Optional.of(main), spares, StoreFixture.strategies(), accept, false));
  }

  private void refuse(BlockDevice disk, List<BlockDevice> spares, String why) {
    WrongDeviceException refused =
        assertThrows(WrongDeviceException.class, () -> open(disk, spares, true));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
    assertEquals(0, spare.counters().writes());
  }

  @Test
  void shouldNameAnotherNumberOfSpares() {
    refuse(main, List.of(spare, disk(SPARE).build()), "spares: expected=1, found=2");
  }

  @ParameterizedTest
  @CsvSource({"4095, 512, 1024", "4096, 1024, 1024", "8192, 1024, 1024"})
  void shouldRefuseAMainOfAnotherShape(long sectors, int sectorSize, int block) {
    SimulatedDisk other =
        SimulatedDisk.builder(sectors).sectorSize(sectorSize).physicalBlockSize(block).build();
    String why = "expected=4096 sectors of 512 bytes, found=" + sectors + " of " + sectorSize;
    refuse(other, List.of(spare), why);
  }

  @ParameterizedTest
  @CsvSource({"4096, 512", "4096, 1024", "5000, 1024"})
  void shouldTakeAMainThatHoldsEverySectorOfThePair(long sectors, int block) throws IOException {
    SimulatedDisk other = SimulatedDisk.builder(sectors).physicalBlockSize(block).build();
    assertEquals(MAIN, open(other, List.of(spare), true).pair().main().sectors());
  }

  @Test
  void shouldRefuseAMainOfAnotherNameUnlessItIsAccepted() throws IOException {
    String expected = "expected=file:1@0 ext:a, found=";
    for (String id : List.of("file:2@0 ext:b", "")) {
      SimulatedDisk other = main.copyAs("other", id);
      WrongDeviceException refused =
          assertThrows(WrongDeviceException.class, () -> open(other, List.of(spare), false));
      String found = id.isEmpty() ? "a disk without a name" : id;
      assertTrue(refused.getMessage().contains(expected + found), refused.getMessage());
      open(other, List.of(spare.copy()), true).close();
    }
    assertEquals(0, spare.counters().writes());
  }

  @Test
  void shouldRefuseASpareWhosePhysicalBlocksHoldMoreThanASlot() {
    SimulatedDisk coarse = SimulatedDisk.builder(SPARE).physicalBlockSize(2048).path("s").build();
    coarse.poke(0, spare.peek(0, SPARE));
    refuse(
        main,
        List.of(coarse),
        "spare has larger physical blocks than the pair's slots: path=s, expected=1024 or less,"
            + " found=2048");
  }

  @Test
  void shouldRefusePhysicalBlocksThatHoldMoreThanASlot() {
    SimulatedDisk coarse = SimulatedDisk.builder(MAIN).physicalBlockSize(2048).path("m").build();
    refuse(
        coarse,
        List.of(spare),
        "main has larger physical blocks than the pair's slots: path=m, expected=1024 or less,"
            + " found=2048");
  }

  @Test
  void shouldRememberWhatCouldBeFoundOutOfMainNowOrBefore() throws IOException {
    assertEquals("file:1@0 ext:a", reopened("", true));
    assertEquals("file:2@0 ext:a", reopened("file:2@0 ext:a", false));
    assertEquals("ext:a file:2@0", reopened("ext:a", false));
    assertEquals("wwn:other", reopened("wwn:other", true));
  }

  @Test
  void shouldLearnTheNameOfAMainThatHadNone() throws IOException {
    create(disk(MAIN).path("nameless").build());
    assertEquals("wwn:new", reopened("wwn:new", false));
    assertEquals("wwn:new", reopened("", true));
  }

  private String reopened(String id, boolean accept) throws IOException {
    MetadataStore store = open(main.copyAs("main", id), List.of(spare), accept);
    assertEquals(store.pair(), StoreFixture.open(spare.copy(), true).pair());
    return store.pair().mainStableId();
  }
}

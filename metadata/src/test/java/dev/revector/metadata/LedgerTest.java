package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.MapRun;
import dev.revector.metadata.Format.BlockType;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every write and flush, in order, of a pair with copies at 0, 400 and 900: headers at 0 and 9 of a
 * copy, a ring of 8 records from 1 on, the table from 10 on.
 */
class LedgerTest {
  private static final long[] STARTS = {0, 400, 900};

  private final List<String> log = new ArrayList<>();
  private final LoggedDevice spare = new LoggedDevice("", 1024, log);
  private final BlockIo io = new BlockIo(List.of(spare), 512);

  private static final class Thirds implements PlacementStrategy {
    @Override
    public String name() {
      return "thirds";
    }

    @Override
    public List<Long> place(PlacementRequest request) {
      return List.of(STARTS[0], STARTS[1], STARTS[2]);
    }
  }

  @BeforeEach
  void start() throws IOException {
    create();
    log.clear();
    open("3 | 403 903 |");
  }

  private void create() throws IOException {
    DeviceGeometry main = new DeviceGeometry(1L << 33, 512, 512);
    new LedgerStoreProvider()
        .create(
            new CreateRequest(
                main,
                spare.identity(),
                List.of(spare),
                Samples.PAIR,
                new Thirds(),
                3,
                0,
                List.of(),
                1));
  }

  private Snapshot read() throws IOException {
    HeaderSearch search = new HeaderSearch(List.of(spare), List.of(new Thirds()));
    return new Reader(io, search.quick(), false).read();
  }

  /** An opening, and what it writes. */
  private Ledger open(String... operations) throws IOException {
    Snapshot snapshot = read();
    Ledger ledger = Ledger.open(io, snapshot, snapshot.header().pair().mainStableId());
    demand(operations);
    return ledger;
  }

  private Ledger opened() throws IOException {
    return open("4 | 404 904 |");
  }

  /** Demands writes to these blocks, with a flush where a bar is. */
  private void demand(String... operations) {
    assertEquals(
        String.join(" ", operations),
        String.join(" ", log).replace("write ", "").replace("flush ", "|"));
    log.clear();
  }

  private static void put(Ledger ledger, long lba) throws IOException {
    ledger.append(JournalRecord.CHANGES, List.of(Entry.of(Samples.run(lba, 1, 300 + lba))));
  }

  /** What the next opening finds is what this one has, and whole. */
  private void demandRead(Ledger ledger) throws IOException {
    Snapshot found = read();
    assertEquals(runs(ledger.table()), runs(found.table()));
    assertEquals(ledger.head(), found.head());
    assertEquals(ledger.epoch(), found.epoch());
    assertEquals(ledger.header(), found.header());
    assertEquals(ledger.copies().evicted(), found.excluded());
    assertEquals(List.of(), new Repair(found, io).plan());
  }

  private static List<MapRun> runs(EntryTable table) {
    List<MapRun> runs = new ArrayList<>();
    table.forEachRun(runs::add);
    return runs;
  }

  @Test
  void shouldClearTheFormerPairsHeadersFirstAndWriteItsOwnLast() throws IOException {
    create();
    log.subList(0, 6).sort(Comparator.comparing(one -> Long.valueOf(one.substring(6))));
    List<Long> witnesses = read().header().layout().witnesses();
    demand(
        "0 9 400 409 900 909 |",
        "1 2 3 4 5 6 7 8 401 402 403 404 405 406 407 408 901 902 903 904 905 906 907 908",
        witnesses.get(0) + " " + witnesses.get(1) + " " + witnesses.get(2),
        "| 0 9 400 409 900 909 |",
        "2 | 402 902 |");
    assertEquals(1, read().epoch());
  }

  @Test
  void shouldWriteARecordOfItsOwnAtEachOpening() throws IOException {
    Ledger ledger = opened();
    assertEquals(3, ledger.head());
    assertEquals(3, ledger.epoch());
    assertEquals(0, ledger.header().covered());
    demandRead(ledger);
  }

  @Test
  void shouldCommitInTwoHalvesWithoutACheckpoint() throws IOException {
    Ledger ledger = opened();
    put(ledger, 7);
    demand("5 | 405 905 |");
    assertEquals(List.of(Samples.run(7, 1, 307)), runs(ledger.table()));
    demandRead(ledger);
  }

  @Test
  void shouldCheckpointIntoFreeBlocksAndTheOtherHeaderInTurn() throws IOException {
    Ledger ledger = opened();
    long sequence = ledger.header().sequence();
    put(ledger, 7);
    log.clear();
    ledger.checkpoint();
    demand("10 410 910 | 9 | 409 909 |");
    assertEquals(4, ledger.header().covered());
    put(ledger, 9);
    log.clear();
    ledger.checkpoint();
    demand("11 411 911 | 0 | 400 900 |");
    ledger.checkpoint();
    demand("9 | 409 909 |");
    put(ledger, 11);
    log.clear();
    ledger.checkpoint();
    demand("10 410 910 | 0 | 400 900 |");
    assertEquals(sequence + 4, ledger.header().sequence());
    demandRead(ledger);
  }

  @Test
  void shouldNotOverwriteTheCurrentHeaderAfterAnOpening() throws IOException {
    opened().checkpoint();
    demand("9 | 409 909 |");
    Ledger ledger = open("5 | 405 905 |");
    ledger.checkpoint();
    demand("0 | 400 900 |");
    demandRead(ledger);
  }

  @Test
  void shouldSayThatACopyLeftBeforeTheNextRecord() throws IOException {
    Ledger ledger = opened();
    spare.refuse(905, 2);
    ledger.copies().write(2, BlockType.RECORD, 5, Format.block(512));
    log.clear();
    put(ledger, 7);
    demand("9 | 409 | 0 | 400 |", "5 | 405 |");
    demandRead(ledger);
  }

  @Test
  void shouldCheckpointAtAnOpeningThatFindsTheRingFull() throws IOException {
    Ledger ledger = opened();
    for (int i = 0; i < 3; i++) {
      assertTrue(ledger.hasRoomInRing(Ledger.COMMIT_RESERVE));
      put(ledger, i);
    }
    log.clear();
    assertFalse(ledger.hasRoomInRing(Ledger.COMMIT_RESERVE));
    assertTrue(ledger.hasRoomInRing(1));
    ledger = open("8 | 408 908 |");
    assertFalse(ledger.hasRoomInRing(1));
    ledger = open("10 410 910 | 9 | 409 909 |", "1 | 401 901 |");
    assertEquals(7, ledger.header().covered());
    assertTrue(ledger.hasRoomInRing(6));
    assertFalse(ledger.hasRoomInRing(7));
    demandRead(ledger);
  }

  @Test
  void shouldWriteMainsNewNameBeforeItsOwnRecord() throws IOException {
    Ledger ledger = Ledger.open(io, read(), "wwn:new");
    demand("9 | 409 909 | 4 | 404 904 |");
    demandRead(ledger);
    assertEquals("wwn:new", read().header().pair().mainStableId());
  }

  @Test
  void shouldMendBeforeItsOwnRecord() throws IOException {
    io.write(0, 403, Format.block(512));
    io.write(0, 0, Format.block(512));
    long witness = read().header().layout().witnesses().get(1);
    io.write(0, witness, Format.block(512));
    log.clear();
    demandRead(open("0 | 403 |", witness + " |", "4 | 404 904 |"));
  }

  @Test
  void shouldSayInBothHeadersThatACopyOfTheFirstHalfLeftBeforeTheRecordIsWritten()
      throws IOException {
    Ledger ledger = opened();
    spare.refuseAlways(5);
    put(ledger, 7);
    String fence = "5 5 0 9 | |";
    String headers = "409 | 909 | 400 | 900 |";
    demand(fence, headers, "405 | 905 |");
    assertEquals(List.of(1, 2), ledger.header().layout().live());
    demandRead(ledger);
  }

  @Test
  void shouldCheckpointWhenACopyOfTheSecondHalfLeft() throws IOException {
    Ledger ledger = opened();
    spare.refuseAlways(905);
    put(ledger, 7);
    demand("5 | 405 905 905 900 909 | |", "10 410 |", "9 | 409 | 0 | 400 |");
    demandRead(ledger);
  }

  @Test
  void shouldWriteTheHeaderAnewWhenACopyLeavesOverIt() throws IOException {
    Ledger ledger = opened();
    spare.refuseAlways(409);
    ledger.checkpoint();
    demand("9 | 409 409 400 409 409 | 909 |", "9 | 909 |", "0 | 900 |");
    assertEquals(0b010, ledger.header().layout().evicted());
    demandRead(ledger);
  }

  @Test
  void shouldKeepRecordsTwiceOnceACopyIsAlone() throws IOException {
    Ledger ledger = opened();
    spare.refuseAlways(905, 405);
    put(ledger, 7);
    put(ledger, 8);
    assertEquals(2, ledger.header().layout().lanes());
    log.clear();
    put(ledger, 9);
    demand("3 |", "7 |");
    demandRead(ledger);
  }

  @Test
  void shouldOpenWithoutACopyThatWasFencedOnly() throws IOException {
    opened();
    Copies copies = new Copies(io, Samples.PAIR, read().header().layout());
    spare.refuse(405, 2);
    copies.write(1, BlockType.RECORD, 5, Format.block(512));
    log.clear();
    Ledger ledger = open("9 | 909 | 0 | 900 |", "5 | 905 |");
    assertEquals(0b010, ledger.header().layout().evicted());
    demandRead(ledger);
  }

  @Test
  void shouldBuildACopyAnewWithItsHeaderLast() throws IOException {
    Ledger ledger = opened();
    put(ledger, 7);
    spare.refuseAlways(906);
    put(ledger, 8);
    put(ledger, 9);
    log.clear();
    long blocks = ledger.header().layout().regionBlocks();
    ledger.rebuild(2, List.of(new BlockRun(0, 600, blocks)));
    demand("11 411 | 9 | 409 |", "601 602 603 604 605 606 607 608 611 |", "0 | 400 | 600 | 609 |");
    assertEquals(0, ledger.header().layout().evicted());
    assertEquals(600, ledger.header().layout().place(2, 0).address());
    demandRead(ledger);
    put(ledger, 10);
    demandRead(ledger);
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, in order, when a copy leaves and when it is built anew. */
class LedgerEvictionTest extends LedgerRig {

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
    demand("9 | 409 409 400 409 409 | 909 |", "0 | 900 |", "9 | 909 |");
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

  /** Else the next opening found two witnesses that name less than the third. */
  @Test
  void shouldMendTheOtherWitnessesWithOneThatNamesMore() throws IOException {
    opened();
    Header header = read().header();
    Copies copies = new Copies(io, Samples.PAIR, header.layout());
    spare.refuse(405, 2);
    copies.write(1, BlockType.RECORD, 5, Format.block(512));
    spare.lose(header.layout().witnesses().get(2));
    Ledger.open(io, read(), header.pair().mainStableId());
    assertEquals(List.of(), Witness.damaged(io, header.envelope(), header.layout()));
    assertEquals(
        0b010, Witness.read(io, header.envelope(), header.layout()).evicted(header.layout()));
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
    assertTrue(ledger.rebuild(2, List.of(new BlockRun(0, 600, blocks))));
    demand(
        "11 411 | 9 | 409 |",
        "600 609 601 602 603 604 605 606 607 608 611 |",
        "0 | 400 | 600 | 609 |");
    assertEquals(0, ledger.header().layout().evicted());
    assertEquals(600, ledger.header().layout().place(2, 0).address());
    demandRead(ledger);
    put(ledger, 10);
    demandRead(ledger);
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 609})
  void shouldNameNoPlaceThatRefusesAHeader(int block) throws IOException {
    Ledger ledger = opened();
    spare.refuseAlways(906);
    put(ledger, 7);
    put(ledger, 8);
    Header before = ledger.header();
    log.clear();
    spare.refuseAlways(block);
    assertFalse(ledger.rebuild(2, List.of(new BlockRun(0, 600, before.layout().regionBlocks()))));
    assertEquals(before.layout(), ledger.header().layout());
    assertFalse(log.contains("write 601"), log::toString);
    demandRead(ledger);
  }
}

package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What openings, commits and checkpoints write, in order. */
class LedgerTest extends LedgerRig {

  @Test
  void shouldClearTheFormerPairsHeadersFirstAndWriteItsOwnLast() throws IOException {
    create();
    log.subList(0, 6).sort(Comparator.comparing(one -> Long.valueOf(one.substring(6))));
    List<Long> witnesses = read().header().layout().witnesses();
    demand(
        "0 9 400 409 900 909 |",
        "1 2 3 4 5 6 7 8 401 402 403 404 405 406 407 408 901 902 903 904 905 906 907 908",
        witnesses.get(0) + " " + witnesses.get(1) + " " + witnesses.get(2),
        "| 9 409 909 | 0 400 900 |",
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
}

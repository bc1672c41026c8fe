package dev.revector.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(7, 16);
  private final ByteBuffer zeros = ByteBuffer.allocate(Settings.SECTOR_SIZE);

  @Test
  void shouldExpectZerosOfWhatWasNeverWritten() {
    assertEquals(Ledger.Verdict.RIGHT, ledger.verify(3, zeros));
    assertEquals(Ledger.Verdict.WRONG, ledger.verify(3, ledger.write(4, 1)));
  }

  @Test
  void shouldAllowOldAndNewUntilTheFlush() {
    ByteBuffer first = ledger.write(3, 1);
    ledger.flushed();
    ByteBuffer second = ledger.write(3, 1);
    assertNotEquals(first, second);
    assertEquals(Ledger.Verdict.WRONG, ledger.verify(3, zeros));
    assertEquals(Ledger.Verdict.OLD, ledger.verify(3, first));
    assertEquals(Ledger.Verdict.WRONG, ledger.verify(3, second), "it was seen to be the old one");
  }

  @Test
  void shouldInsistOnTheNewAfterTheFlush() {
    ByteBuffer first = ledger.write(3, 1);
    ByteBuffer second = ledger.write(3, 1);
    assertEquals(second, ledger.content(3, 1));
    ledger.flushed();
    assertEquals(Ledger.Verdict.WRONG, ledger.verify(3, first));
    assertEquals(Ledger.Verdict.RIGHT, ledger.verify(3, second));
  }

  @Test
  void shouldTellNeighboursApart() {
    ByteBuffer both = ledger.write(3, 2);
    ledger.flushed();
    ByteBuffer swapped = both.slice(Settings.SECTOR_SIZE, Settings.SECTOR_SIZE);
    assertEquals(Ledger.Verdict.WRONG, ledger.verify(3, swapped));
    assertEquals(Ledger.Verdict.RIGHT, ledger.verify(4, swapped));
  }
}

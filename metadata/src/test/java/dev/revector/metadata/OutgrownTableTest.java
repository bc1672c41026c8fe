package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A header from before the table grew, and a journal from after it. */
class OutgrownTableTest extends LedgerRig {

  /** A table of one block in use, which the journal changed. */
  private Snapshot changed() throws IOException {
    Ledger ledger = opened();
    put(ledger, 7);
    ledger.checkpoint();
    put(ledger, 9);
    log.clear();
    return read();
  }

  private static Snapshot withTable(Snapshot found, int blocks) {
    Header header = found.header();
    Layout layout = header.layout();
    Layout smaller = layout.withCopies(blocks, 0, layout.copies());
    Header older =
        new Header(
            0,
            0,
            0,
            header.sequence(),
            header.epoch(),
            header.covered(),
            header.coveredHash(),
            header.root(),
            header.pair(),
            smaller);
    return new Snapshot(
        older,
        found.headerHash(),
        0,
        0,
        found.headers(),
        found.table(),
        found.tree(),
        found.chain(),
        found.rings(),
        found.lanes(),
        found.damages());
  }

  @Test
  void shouldBeRefusedBeforeAnythingIsWritten() throws IOException {
    Snapshot outgrown = withTable(changed(), 1);
    MetadataDamagedException refused =
        assertThrows(MetadataDamagedException.class, () -> Ledger.open(io, outgrown, ""));
    assertEquals(Kind.INCONSISTENT, refused.kind());
    assertEquals(List.of(), log);
    ReadOnlyStore.unverified(outgrown, io).forEachRun(run -> log.add("" + run.lba()));
    assertEquals(List.of("7", "9"), log);
  }

  @Test
  void shouldBeOpenedWhereTheChangedBlocksJustFit() throws IOException {
    Ledger ledger = Ledger.open(io, withTable(changed(), 2), "");
    demand("7 | 407 907 |");
    assertEquals(List.of(Samples.run(7, 1, 307), Samples.run(9, 1, 309)), runs(ledger.table()));
  }
}

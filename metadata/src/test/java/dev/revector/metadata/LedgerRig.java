package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.DeviceGeometry;
import dev.revector.MapRun;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.spi.PlacementRequest;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * Notes every write and flush of a pair with copies at 0, 400 and 900: headers at 0 and 9 of a
 * copy, a ring of 8 records from 1 on, the table from 10 on.
 */
abstract class LedgerRig {
  private static final long[] STARTS = {0, 400, 900};

  final List<String> log = new ArrayList<>();
  final MemoryDisk spare = new MemoryDisk("", 1024, 512, log);
  final BlockIo io = new BlockIo(List.of(spare), 512);

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

  final void create() throws IOException {
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

  final Snapshot read() throws IOException {
    HeaderSearch search = new HeaderSearch(List.of(spare), List.of(new Thirds()));
    return new Reader(io, search.quick(), false).read();
  }

  /** An opening, and what it writes. */
  final Ledger open(String... operations) throws IOException {
    Snapshot snapshot = read();
    Ledger ledger = Ledger.open(io, snapshot, snapshot.header().pair().mainStableId());
    demand(operations);
    return ledger;
  }

  final Ledger opened() throws IOException {
    return open("4 | 404 904 |");
  }

  /** Demands writes to these blocks, with a flush where a bar is. */
  final void demand(String... operations) {
    assertEquals(
        String.join(" ", operations),
        String.join(" ", log).replace("write ", "").replace("flush ", "|"));
    log.clear();
  }

  static void put(Ledger ledger, long lba) throws IOException {
    ledger.append(JournalRecord.CHANGES, List.of(Entry.of(Samples.run(lba, 1, 300 + lba))));
  }

  /** What the next opening finds is what this one has, and whole. */
  final void demandRead(Ledger ledger) throws IOException {
    Snapshot found = read();
    assertEquals(runs(ledger.table()), runs(found.table()));
    assertEquals(ledger.head(), found.head());
    assertEquals(ledger.epoch(), found.epoch());
    assertEquals(ledger.header(), found.header());
    assertEquals(ledger.copies().evicted(), found.excluded());
    assertEquals(List.of(), new Repair(found, io).plan());
  }

  static List<MapRun> runs(EntryTable table) {
    List<MapRun> runs = new ArrayList<>();
    table.forEachRun(runs::add);
    return runs;
  }
}

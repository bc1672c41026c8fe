package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.metadata.Repair.Fix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads every block of a pair that is open for writing, and mends what is wrong if asked to. */
final class Checker {
  private final BlockIo io;
  private final HeaderSearch search;
  private final Ledger ledger;
  private final Report report;

  Checker(BlockIo io, List<BlockDevice> spares, Ledger ledger, Report report) {
    this.io = io;
    this.search = new HeaderSearch(spares, List.of());
    this.ledger = ledger;
    this.report = report;
  }

  /** Something that builds evicted copies anew. */
  interface Rebuild {
    void run() throws IOException;
  }

  /** Checks; with {@code rebuild} mends too. */
  MetadataCheck check(@Nullable Rebuild rebuild) throws IOException {
    Repair repair = new Repair(read(), io);
    List<Fix> fixes = repair.plan();
    List<Long> witnesses = Witness.damaged(io, ledger.copies().envelope(), layout());
    Layout before = layout().withEvicted(ledger.copies().evicted());
    List<Fix> left = fixes;
    List<Long> witnessesLeft = witnesses;
    if (rebuild != null) {
      repair.apply(fixes, ledger.copies());
      Copies copies = ledger.copies();
      Witness.mend(io, copies.envelope(), layout(), copies.evicted());
      rebuild.run();
      left = new Repair(read(), io).plan();
      witnessesLeft = Witness.damaged(io, ledger.copies().envelope(), layout());
    }
    return new MetadataCheck(
        blocks(), findings(repair, fixes, left, witnesses, witnessesLeft, before));
  }

  private Layout layout() {
    return ledger.copies().layout();
  }

  private List<Finding> findings(
      Repair repair,
      List<Fix> fixes,
      List<Fix> left,
      List<Long> witnesses,
      List<Long> witnessesLeft,
      Layout before) {
    List<Finding> findings = new ArrayList<>();
    for (Fix fix : fixes) {
      Place place = repair.place(fix);
      findings.add(
          finding(fix.copy(), place.spare(), place.address(), fix.what(), !left.contains(fix)));
    }
    for (long address : witnesses) {
      boolean mended = !witnessesLeft.contains(address);
      findings.add(finding(-1, 0, address, "witness is unreadable or wrong", mended));
    }
    for (int copy = 0; copy < before.copies().size(); copy++) {
      if (!before.isLive(copy)) {
        BlockRun first = before.copies().get(copy).get(0);
        boolean mended = ledger.copies().isLive(copy);
        findings.add(finding(copy, first.spare(), first.first(), "copy is out of use", mended));
      }
    }
    return findings;
  }

  private Finding finding(int copy, int spare, long address, String what, boolean repaired) {
    return new Finding(copy, spare, address * report.sectorsPerBlock(), what, repaired);
  }

  private long blocks() {
    long each = (long) Layout.fixedBlocks(layout().ringBlocks()) + ledger.tree().blocks().size();
    return each * ledger.copies().live().size() + layout().witnesses().size();
  }

  private Snapshot read() throws IOException {
    Layout layout = ledger.header().layout();
    for (int copy : ledger.copies().live()) {
      for (int slot = 0; slot < 2; slot++) {
        Place place = layout.place(copy, layout.headerBlock(slot));
        Optional<Found> first = search.at(place, layout.blockSize());
        if (first.isPresent() && first.get().header().equals(ledger.header())) {
          Snapshot snapshot = new Reader(io, search.siblings(first.get()), false).readOwn();
          checkSame(snapshot);
          return snapshot;
        }
      }
    }
    throw new MetadataDamagedException(
        Kind.NO_ASSEMBLY,
        "the current header is whole in no copy: sequence=" + ledger.header().sequence());
  }

  private void checkSame(Snapshot snapshot) throws MetadataDamagedException {
    if (snapshot.head() != ledger.head()) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT,
          "the spare does not hold what was committed: expected="
              + ledger.head()
              + ", found="
              + snapshot.head());
    }
  }
}

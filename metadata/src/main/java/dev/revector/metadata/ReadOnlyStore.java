package dev.revector.metadata;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.PairIdentity;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Repair.Fix;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What stood on the spares when they were opened for reading only. Immutable, thread-safe. */
final class ReadOnlyStore implements MetadataStore {
  private final Snapshot snapshot;
  private final List<Long> damagedWitnesses;
  private final List<Fix> fixes;
  private final Repair repair;
  private final Report report;
  private final boolean live;

  private ReadOnlyStore(
      Snapshot snapshot,
      Repair repair,
      List<Fix> fixes,
      List<Long> damagedWitnesses,
      boolean live) {
    this.snapshot = snapshot;
    this.repair = repair;
    this.fixes = fixes;
    this.damagedWitnesses = damagedWitnesses;
    this.report = new Report(snapshot.header());
    this.live = live;
  }

  /** A store that has looked for damage in every copy. */
  static ReadOnlyStore verified(Snapshot snapshot, BlockIo io, boolean live) throws IOException {
    Repair repair = new Repair(snapshot, io);
    Header header = snapshot.header();
    List<Long> witnesses = Witness.damaged(io, header.envelope(), header.layout());
    return new ReadOnlyStore(snapshot, repair, repair.plan(), witnesses, live);
  }

  /** What was read, for a look at the map; knows of no damage. Reads nothing. */
  static ReadOnlyStore unverified(Snapshot snapshot, BlockIo io) {
    return new ReadOnlyStore(snapshot, new Repair(snapshot, io), List.of(), List.of(), false);
  }

  /** True when it has no damage, or just the same as the one before. */
  boolean isDamagedLike(@Nullable ReadOnlyStore before) {
    return (fixes.isEmpty() && damagedWitnesses.isEmpty())
        || (before != null
            && fixes.equals(before.fixes)
            && damagedWitnesses.equals(before.damagedWitnesses));
  }

  @Override
  public PairIdentity pair() {
    return report.pair();
  }

  @Override
  public List<Extent> reservation(int spare) {
    return report.reservation(snapshot.header().layout(), spare);
  }

  @Override
  public void forEachRun(Consumer<MapRun> consumer) {
    snapshot.table().forEachRun(consumer);
  }

  @Override
  public void forEachRetired(Consumer<SpareRun> consumer) {
    snapshot.table().forEachRetired(consumer);
  }

  @Override
  public void attach(SpareSpace space) {
    HeldRoom.of(space, snapshot.header());
  }

  @Override
  public int maxChanges() {
    return Format.opsPerRecord(report.blockSize());
  }

  @Override
  public void commit(List<MapChange> changes) throws IOException {
    throw new ReadOnlyDeviceException("the pair is open for reading only");
  }

  @Override
  public MetadataStatus status() {
    int copies = snapshot.header().layout().copies().size();
    List<CopyState> states = IntStream.range(0, copies).mapToObj(this::state).toList();
    return report.status(
        snapshot.header().layout(),
        snapshot.excluded(),
        snapshot.head(),
        snapshot.epoch(),
        states,
        live);
  }

  private CopyState state(int copy) {
    if ((snapshot.fenced() >>> copy & 1) == 1) {
      return CopyState.FENCED;
    }
    long damaged = fixes.stream().filter(fix -> fix.copy() == copy && fix.damaged()).count();
    if (damaged == 0) {
      return CopyState.VALID;
    }
    return damaged < blocksPerCopy() ? CopyState.DAMAGED : CopyState.UNREADABLE;
  }

  private long blocksPerCopy() {
    return Layout.fixedBlocks(snapshot.header().layout().ringBlocks())
        + (long) snapshot.tree().blocks().size();
  }

  @Override
  public MetadataCheck check(boolean mend) throws IOException {
    if (mend) {
      throw new ReadOnlyDeviceException("the pair is open for reading only");
    }
    List<Finding> findings = new ArrayList<>();
    for (Fix fix : fixes) {
      Place place = repair.place(fix);
      long sector = place.address() * report.sectorsPerBlock();
      findings.add(new Finding(fix.copy(), place.spare(), sector, fix.what(), false));
    }
    for (long address : damagedWitnesses) {
      long sector = address * report.sectorsPerBlock();
      findings.add(new Finding(-1, 0, sector, "witness is unreadable or wrong", false));
    }
    Layout layout = snapshot.header().layout();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if ((snapshot.excluded() >>> copy & 1) == 1) {
        BlockRun first = layout.copies().get(copy).get(0);
        long sector = first.first() * report.sectorsPerBlock();
        findings.add(new Finding(copy, first.spare(), sector, "copy is out of use", false));
      }
    }
    int readable = layout.copies().size() - Integer.bitCount(snapshot.excluded());
    return new MetadataCheck(blocksPerCopy() * readable + layout.witnesses().size(), findings);
  }

  @Override
  public void close() {
    // Holds nothing that needs releasing.
  }
}

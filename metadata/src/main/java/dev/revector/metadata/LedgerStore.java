package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import dev.revector.PoisonedException;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store of a pair that is open for writing. Committers put their changes into a queue and then
 * take the lock; whoever has it writes everything that waits and fits into one record, so the
 * others find theirs done. All state is guarded by the lock; a request's outcome is published by it
 * too.
 */
final class LedgerStore implements MetadataStore {
  private static final int MOST_REBUILDS = 3;

  private final List<BlockDevice> spares;
  private final BlockIo io;
  private final Ledger ledger;
  private final Room room;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
  private final Report report;
  private final int[] rebuilds = new int[Format.MAX_COPIES];

  /** Places that copies left and that are not retired: reserved until the next commit does it. */
  private List<BlockRun> placesLeft;

  private @Nullable Throwable broken;

  LedgerStore(List<BlockDevice> spares, BlockIo io, Ledger ledger, List<BlockRun> placesLeft) {
    this.placesLeft = placesLeft;
    this.spares = spares;
    this.io = io;
    this.ledger = ledger;
    this.room = new Room(ledger);
    this.report = new Report(ledger.header());
  }

  /** Changes of one caller, and what became of them: refused as a whole, in doubt, or durable. */
  private static final class Request {
    final List<Entry> ops;
    boolean done;
    @Nullable IOException refusal;
    @Nullable Throwable doubt;

    Request(List<Entry> ops) {
      this.ops = ops;
    }
  }

  @Override
  public void commit(List<MapChange> changes) throws IOException {
    if (changes.isEmpty() || changes.size() > maxChanges()) {
      throw new IllegalArgumentException(
          "no valid number of changes: changes=" + changes.size() + ", most=" + maxChanges());
    }
    Request request = new Request(changes.stream().map(Entry::of).toList());
    requireDisjoint(request.ops);
    waiting.add(request);
    lock.lock();
    try {
      while (!request.done && broken == null) {
        writeNext();
      }
      if (!request.done) {
        waiting.remove(request);
        throw poisoned();
      }
    } finally {
      lock.unlock();
    }
    if (request.doubt != null) {
      throw new IndeterminateException(
          "commit failed half-way; open the pair again", request.doubt);
    }
    if (request.refusal != null) {
      throw request.refusal;
    }
  }

  private PoisonedException poisoned() {
    return new PoisonedException("an earlier commit failed; open the pair again", broken);
  }

  /** The room that a record needs is computed before its first change is applied. */
  private static void requireDisjoint(List<Entry> ops) {
    List<Entry> sorted = new ArrayList<>(ops);
    sorted.removeIf(op -> op.state() == Entry.RETIRED);
    sorted.sort(Comparator.comparingLong(Entry::lba));
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      if (before.lba() + before.count() > sorted.get(i).lba()) {
        throw new IllegalArgumentException(
            "two changes concern the same sector: lba=" + sorted.get(i).lba());
      }
    }
  }

  /**
   * Writes the first request that waits, and those behind it that fit into the same record. After
   * anything that goes wrong the ledger is in doubt, and so is every request that was taken: their
   * threads must be told, even if this one dies of it.
   */
  private void writeNext() {
    List<Request> group = new ArrayList<>();
    try {
      List<Entry> ops = take(group);
      retirePlacesLeft();
      if (room.ensure(ops)) {
        ledger.append(JournalRecord.CHANGES, ops);
      } else {
        writeSingly(group);
      }
      rebuildEvicted();
      group.forEach(request -> request.done = true);
    } catch (Throwable e) {
      broken = e;
      for (Request request : group) {
        request.doubt = request.done ? null : e;
        request.done = true;
      }
      rethrowError(e);
    }
  }

  /** Moves what waits, as far as it fits into one record, to the group; returns its changes. */
  private List<Entry> take(List<Request> group) {
    List<Entry> ops = new ArrayList<>();
    Request next = waiting.peek();
    while (next != null && ops.size() + next.ops.size() <= maxChanges()) {
      group.add(next);
      waiting.remove();
      ops.addAll(next.ops);
      next = waiting.peek();
    }
    return ops;
  }

  private static void rethrowError(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
  }

  /** The group does not fit at once: each request by itself, in pieces if need be. */
  private void writeSingly(List<Request> group) throws IOException {
    for (Request request : group) {
      if (room.ensure(request.ops)) {
        ledger.append(JournalRecord.CHANGES, request.ops);
      } else {
        writeInPieces(request);
      }
      request.done = true;
    }
  }

  /**
   * Writes changes that touch more runs than one record may. Refused as a whole, before the first
   * piece, when there is no room for the last.
   */
  private void writeInPieces(Request request) throws IOException {
    if (!room.ensureInPieces(request.ops)) {
      request.refusal = new SparesExhaustedException("metadata has no room for one more run");
      return;
    }
    Deque<Entry> rest = new ArrayDeque<>(request.ops);
    while (!rest.isEmpty()) {
      Entry op = rest.removeFirst();
      int part = op.count();
      while (part > 1 && !room.ensure(List.of(op.slice(0, part)))) {
        part /= 2;
      }
      if (!room.ensure(List.of(op.slice(0, part)))) {
        throw new IllegalStateException("no room for a piece of what had room: " + op);
      }
      ledger.append(JournalRecord.CHANGES, List.of(op.slice(0, part)));
      if (part < op.count()) {
        rest.addFirst(op.slice(part, op.count()));
      }
    }
  }

  /**
   * Builds copies that left anew in another place, where there is one; at most a few times each.
   */
  private void rebuildEvicted() throws IOException {
    Layout layout = ledger.copies().layout();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      if (layout.isLive(copy) || rebuilds[copy] == MOST_REBUILDS) {
        continue;
      }
      rebuilds[copy]++;
      List<BlockRun> old = layout.copies().get(copy);
      BlockRun region = freeRegion(old.get(0).spare());
      if (region != null) {
        boolean built = ledger.rebuild(copy, List.of(region));
        for (BlockRun run : built ? old : List.of(region)) {
          retire(run);
        }
        layout = ledger.copies().layout();
      }
      room.holdBack();
    }
  }

  /**
   * Reserves a place for a copy. One that a copy left before, when the power went before it was
   * retired, is retired now: witnesses may name it, and a copy there would count as out of use.
   */
  private @Nullable BlockRun freeRegion(int spare) throws IOException {
    Layout layout = ledger.copies().layout();
    Witness.Testimony said = Witness.read(io, ledger.copies().envelope(), layout);
    BlockRun region = room.region(spare, layout.regionBlocks());
    while (region != null && said.names(region, layout)) {
      retire(region);
      region = room.region(spare, layout.regionBlocks());
    }
    return region;
  }

  /** Before anything else is written: the header that knows of them may be the next to go. */
  private void retirePlacesLeft() throws IOException {
    for (BlockRun place : placesLeft) {
      retire(place);
    }
    if (!placesLeft.isEmpty()) {
      placesLeft = List.of();
      room.holdBack();
    }
  }

  /** Takes the place of a copy that failed out of use for ever. */
  private void retire(BlockRun run) throws IOException {
    long sector = run.first() * report.sectorsPerBlock();
    long left = run.count() * report.sectorsPerBlock();
    while (left > 0) {
      int count = (int) Math.min(left, MapRun.MAX_COUNT / 128 * 128);
      SpareRun part = new SpareRun(run.spare(), sector, count);
      List<Entry> ops = List.of(Entry.of(new MapChange.Retire(part)));
      if (!room.ensure(ops)) {
        return;
      }
      ledger.append(JournalRecord.CHANGES, ops);
      room.retire(part);
      sector += count;
      left -= count;
    }
  }

  @Override
  public PairIdentity pair() {
    return report.pair();
  }

  @Override
  public int maxChanges() {
    return Format.opsPerRecord(report.blockSize());
  }

  @Override
  public List<Extent> reservation(int spare) {
    return locked(() -> report.reservation(ledger.copies().layout(), spare));
  }

  @Override
  public void forEachRun(Consumer<MapRun> consumer) {
    locked(
        () -> {
          ledger.table().forEachRun(consumer);
          return true;
        });
  }

  @Override
  public void forEachRetired(Consumer<SpareRun> consumer) {
    locked(
        () -> {
          ledger.table().forEachRetired(consumer);
          return true;
        });
  }

  @Override
  public void attach(SpareSpace space) {
    locked(
        () -> {
          placesLeft = placesLeft.stream().filter(run -> room.reserve(space, run)).toList();
          room.attach(space);
          return true;
        });
  }

  @Override
  public MetadataStatus status() {
    return locked(
        () ->
            report.status(
                ledger.copies().layout(),
                ledger.copies().evicted(),
                ledger.head(),
                ledger.epoch(),
                List.of(),
                false));
  }

  @Override
  public MetadataCheck check(boolean repair) throws IOException {
    lock.lock();
    try {
      if (broken != null) {
        throw poisoned();
      }
      Checker checker = new Checker(io, spares, ledger, report);
      return repair ? repaired(checker) : checker.check(null);
    } finally {
      lock.unlock();
    }
  }

  /** Mends; what fails half-way leaves the ledger in doubt, like a commit. */
  private MetadataCheck repaired(Checker checker) throws IOException {
    try {
      return checker.check(this::rebuildEvicted);
    } catch (Throwable e) {
      broken = e;
      rethrowError(e);
      throw new IndeterminateException("repair failed half-way; open the pair again", e);
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    // Every commit is durable already, and the spares belong to the caller.
  }
}

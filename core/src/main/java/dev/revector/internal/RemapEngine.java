package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.PairIdentity;
import dev.revector.PairStatus;
import dev.revector.PoisonedException;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocatorProvider;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The face of the engine: checks requests and hands them to the path that serves them.
 *
 * <p>Invariants of the whole, with the class that keeps each:
 *
 * <ol>
 *   <li>A healthy sector costs no lock: {@link ReadPath}, {@link WritePath}, {@link RemapTable},
 *       {@link InFlight}.
 *   <li>A sector in the map, and every change of the map, is served under a {@link Section} of
 *       whole units; a change also waits for the I/O without locks that had begun.
 *   <li>Data is durable on the spare before a commit names it, and the commit is durable before the
 *       map shows it and the caller hears of it: {@link Relocator}, {@link MapJournal}.
 *   <li>A slot is free again only after a commit took its last name away and no reader is left on
 *       it; after a commit of unknown outcome never: {@link Relocator}, {@link Releases}.
 *   <li>A failed flush is never tried again, nor followed by a success: {@link Disk}, {@link Gate},
 *       {@link GuardedSpare}.
 *   <li>Only a {@code MediumException} of a device means a bad sector; all else goes to the caller.
 * </ol>
 */
final class RemapEngine implements RemapTarget {
  private final Parts parts;
  private final MetadataStore store;
  private final PairIdentity pair;
  private final boolean readOnly;
  private final DeviceGeometry geometry;
  private final ReadPath reads;
  private final WritePath writes;
  private final Moves moves;
  private final Marks marks;
  private final Releases releases;
  private final Blanks blanks;

  private RemapEngine(Settings settings, MetadataStore store, Parts parts) {
    this.parts = parts;
    this.store = store;
    this.pair = store.pair();
    this.readOnly = settings.readOnly();
    this.geometry =
        new DeviceGeometry(parts.units().sectors(), parts.units().sectorSize(), pair.slotSize());
    Relocator relocator = new Relocator(parts);
    this.writes = new WritePath(parts, relocator);
    this.reads = new ReadPath(parts, writes, settings.redundancy());
    this.moves = new Moves(parts, relocator);
    this.marks = new Marks(parts);
    this.releases = new Releases(parts);
    this.blanks = new Blanks(parts, writes);
  }

  /** Opens an engine over a store, which it closes if it can't; the devices stay the caller's. */
  static RemapTarget open(Settings settings, MetadataStore store, SpareAllocatorProvider slots)
      throws IOException {
    return open(settings, store, slots, null);
  }

  /** The same for a store that was examined before it was opened for writing. */
  static RemapTarget open(
      Settings settings,
      MetadataStore store,
      SpareAllocatorProvider slots,
      @Nullable Opening examined)
      throws IOException {
    try {
      return new RemapEngine(settings, store, Opening.load(settings, store, slots, examined));
    } catch (IOException | RuntimeException e) {
      try {
        store.close();
      } catch (IOException | RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  @Override
  public DeviceGeometry geometry() {
    return geometry;
  }

  @Override
  public DeviceIdentity identity() {
    Disk main = parts.main();
    return main == null
        ? new DeviceIdentity("", "", "", pair.mainStableId(), "", 0, geometry.bytes())
        : main.device().identity();
  }

  /** Main's, but a cache on a spare makes a flush necessary too. */
  @Override
  public DeviceCapabilities capabilities() {
    Disk main = parts.main();
    if (main == null) {
      return new DeviceCapabilities(false, false, false);
    }
    DeviceCapabilities own = main.device().capabilities();
    boolean spareCache =
        parts.pool().disks().stream()
            .anyMatch(spare -> spare.device().capabilities().volatileCache());
    return new DeviceCapabilities(
        own.writable() && !readOnly, own.discard() && !readOnly, own.volatileCache() || spareCache);
  }

  /** What main likes best, since it does most of the work. */
  @Override
  public ByteBuffer allocate(int bytes) {
    Disk main = parts.main();
    return main == null ? RemapTarget.super.allocate(bytes) : main.device().allocate(bytes);
  }

  @Override
  public void read(long lba, ByteBuffer target) throws IOException {
    int count = check(lba, target);
    if (count > 0) {
      reads.read(lba, count, target);
    }
  }

  @Override
  public void write(long lba, ByteBuffer source) throws IOException {
    int count = check(lba, source);
    if (count > 0) {
      writes.write(lba, count, source);
    }
  }

  @Override
  public void fill(long lba, ByteBuffer source) throws IOException {
    int count = check(lba, source);
    if (count > 0) {
      writes.fill(lba, count, source);
    }
  }

  private int check(long lba, ByteBuffer buffer) {
    int count = geometry.wholeSectors(buffer.remaining());
    geometry.checkRange(lba, count);
    return count;
  }

  @Override
  public void flush() throws IOException {
    parts.gate().checkFlushable();
    Disk main = parts.main();
    if (main != null) {
      main.flush();
    }
    for (Disk spare : parts.pool().disks()) {
      spare.flush();
    }
  }

  @Override
  public void discard(long lba, long count) throws IOException {
    geometry.checkRange(lba, count);
    if (count > 0) {
      blanks.discard(lba, count);
    }
  }

  @Override
  public void writeZeroes(long lba, long count) throws IOException {
    geometry.checkRange(lba, count);
    if (count > 0) {
      blanks.writeZeroes(lba, count);
    }
  }

  @Override
  public void remap(long lba, long count) throws IOException {
    remap(lba, count, RemapReason.MANUAL);
  }

  @Override
  public void remap(long lba, long count, RemapReason reason) throws IOException {
    geometry.checkRange(lba, count);
    parts.gate().checkWritable();
    if (count > 0) {
      moves.remap(lba, count, reason);
    }
  }

  @Override
  public long markPending(List<Extent> sectors, RemapReason reason) throws IOException {
    sectors.forEach(extent -> geometry.checkRange(extent.first(), extent.count()));
    parts.gate().checkWritable();
    return marks.mark(sectors, reason);
  }

  @Override
  public void release(long lba, long count) throws IOException {
    geometry.checkRange(lba, count);
    parts.gate().checkWritable();
    if (count > 0) {
      releases.release(lba, count);
    }
  }

  @Override
  public List<MapRun> runs(long lba, long count) {
    geometry.checkRange(lba, count);
    List<MapRun> runs = new ArrayList<>();
    MapRun run = parts.table().next(lba);
    while (run != null && run.lba() < lba + count) {
      runs.add(run);
      run = parts.table().next(run.end());
    }
    return runs;
  }

  @Override
  public List<SpareExtent> retired() {
    List<SpareExtent> all = new ArrayList<>();
    store.forEachRetired(run -> all.add(new SpareExtent(run.spare(), run.sector(), run.count())));
    all.sort(Comparator.comparingInt(SpareExtent::spare).thenComparingLong(SpareExtent::sector));
    List<SpareExtent> joined = new ArrayList<>();
    for (SpareExtent next : all) {
      SpareExtent last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.spare() == next.spare() && next.sector() <= end(last)) {
        long end = Math.max(end(last), end(next));
        joined.set(
            joined.size() - 1, new SpareExtent(last.spare(), last.sector(), end - last.sector()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static long end(SpareExtent extent) {
    return extent.sector() + extent.sectors();
  }

  @Override
  public PairStatus status() {
    return StatusReport.of(parts, pair, store.status());
  }

  @Override
  public MetadataCheck check(boolean repair) throws IOException {
    if (repair) {
      parts.gate().checkWritable();
    } else {
      parts.gate().checkOpen();
    }
    try {
      return store.check(repair);
    } catch (PoisonedException | Error e) {
      // A flush of a spare that failed inside a repair may have lost data in slots too.
      parts.gate().poison(e);
      throw e;
    }
  }

  /** Waits for all I/O; what fails does not keep the rest from being closed. */
  @Override
  public void close() throws IOException {
    if (!parts.gate().close()) {
      return;
    }
    parts.inFlight().drain();
    RangeLocks.Range all = parts.locks().lock(0, Long.MAX_VALUE);
    List<Closeable> steps = new ArrayList<>();
    Disk main = parts.main();
    if (main != null) {
      steps.add(main::flushForClose);
    }
    parts.pool().disks().forEach(spare -> steps.add(spare::flushForClose));
    steps.add(store);
    if (main != null) {
      steps.add(main.device());
    }
    for (Disk spare : parts.pool().disks()) {
      BlockDevice device = spare.device();
      steps.add(device);
    }
    try {
      closeAll(steps);
    } finally {
      parts.locks().unlock(all);
    }
  }

  private static void closeAll(List<Closeable> steps) throws IOException {
    Throwable first = null;
    for (Closeable step : steps) {
      try {
        step.close();
      } catch (IOException | RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    rethrow(first);
  }

  private static void rethrow(@Nullable Throwable error) throws IOException {
    if (error instanceof RuntimeException e) {
      throw e;
    }
    if (error instanceof IOException e) {
      throw e;
    }
  }
}

package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.MediumException;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.PairIdentity;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.spi.MetadataDraft;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Creates and opens the metadata that FORMAT.md describes. Stateless. */
public final class LedgerStoreProvider implements MetadataStoreProvider {
  /**
   * How often a reader beside a writer begins anew at most: when what it read does not fit
   * together, or shows damage that the look before did not show.
   */
  private static final int READ_ATTEMPTS = 20;

  /** Largest spare that is read from end to end just to look at it, in bytes. */
  private static final long SCAN_LIMIT = 16L << 30;

  /** For {@link java.util.ServiceLoader}. */
  public LedgerStoreProvider() {}

  @Override
  public MetadataDraft draft(CreateRequest request, List<Extent> taken, long runs)
      throws IOException {
    return new Formatter(request, taken, runs);
  }

  @Override
  public MetadataStore open(OpenRequest request) throws IOException {
    List<BlockDevice> spares = request.spares();
    HeaderSearch search = new HeaderSearch(spares, request.strategies());
    if (request.readOnly()) {
      return openForReading(request, search);
    }
    // What a killed process left in the caches becomes durable before it is believed.
    if (request.main().isPresent()) {
      request.main().get().flush();
    }
    for (BlockDevice spare : spares) {
      spare.flush();
    }
    List<Found> headers = find(search, spares, false);
    PairRules.checkDevices(headers.get(0).header().pair(), request);
    Snapshot snapshot = read(spares, search, headers, false);
    PairIdentity pair = pair(headers, snapshot);
    PairRules.checkMainId(pair, request);
    return openForWriting(spares, snapshot, PairRules.mainId(pair, request), request.acceptance());
  }

  static MetadataStore openForWriting(
      List<BlockDevice> spares, Snapshot snapshot, String mainId, Acceptance acceptance)
      throws IOException {
    BlockIo io = new BlockIo(spares, snapshot.header().layout().blockSize());
    Features.checkWritable(snapshot.header());
    acceptance.check(ReadOnlyStore.unverified(snapshot, io));
    Ledger ledger = Ledger.open(io, snapshot, mainId);
    return new LedgerStore(spares, io, ledger, snapshot.placesLeft());
  }

  /** The pair as its newest header has it, which may be one whose table is lost. */
  private static PairIdentity pair(List<Found> headers, Snapshot snapshot) {
    Header newest = headers.get(0).header();
    return newest.isNewerThan(snapshot.header()) ? newest.pair() : snapshot.header().pair();
  }

  private static MetadataStore openForReading(OpenRequest request, HeaderSearch search)
      throws IOException {
    ReadOnlyStore before = null;
    for (int attempt = 1; ; attempt++) {
      boolean live = isLive(request.spares());
      try {
        ReadOnlyStore store = look(request, search, live);
        // A writer that came meanwhile may have been seen at work.
        boolean settled = live ? store.isDamagedLike(before) : !isLive(request.spares());
        if (settled || attempt == READ_ATTEMPTS) {
          return store;
        }
        before = store;
      } catch (MetadataDamagedException | WrongDeviceException e) {
        boolean settled = !live && !isLive(request.spares());
        if (settled || attempt == READ_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static ReadOnlyStore look(OpenRequest request, HeaderSearch search, boolean live)
      throws IOException {
    List<BlockDevice> spares = request.spares();
    List<Found> headers = find(search, spares, true);
    PairRules.checkDevices(headers.get(0).header().pair(), request);
    Snapshot snapshot =
        isTooLarge(spares)
            ? reader(spares, headers, live).read()
            : read(spares, search, headers, live);
    PairRules.checkMainId(pair(headers, snapshot), request);
    BlockIo io = new BlockIo(spares, snapshot.header().layout().blockSize());
    return ReadOnlyStore.verified(snapshot, io, live);
  }

  private static Reader reader(
      List<BlockDevice> spares, List<Found> headers, boolean besideWriter) {
    BlockIo io = new BlockIo(spares, headers.get(0).header().layout().blockSize());
    return new Reader(io, headers, besideWriter);
  }

  /** Reads what the headers lead to, or what one that is hidden leads to, if it is newer. */
  static Snapshot read(
      List<BlockDevice> spares, HeaderSearch search, List<Found> headers, boolean besideWriter)
      throws IOException {
    Snapshot known = null;
    MetadataDamagedException failure = null;
    try {
      known = reader(spares, headers, besideWriter).read();
      if (!known.mayBeBehind()) {
        return known;
      }
    } catch (MetadataDamagedException e) {
      // Whatever an old header seems to prove: blocks that it names may belong to no copy any more.
      failure = e;
    }
    List<Found> newer = search.newer(headers.get(0));
    if (!newer.isEmpty()) {
      return reader(spares, newer, besideWriter).read();
    }
    if (failure != null) {
      throw failure;
    }
    return Objects.requireNonNull(known);
  }

  private static boolean isTooLarge(List<BlockDevice> spares) {
    return spares.stream().mapToLong(spare -> spare.geometry().bytes()).sum() > SCAN_LIMIT;
  }

  private static boolean isLive(List<BlockDevice> spares) throws IOException {
    for (BlockDevice spare : spares) {
      if (spare.heldByWriter()) {
        return true;
      }
    }
    return false;
  }

  /** All headers of the pair that stands on the spares, newest first. */
  private static List<Found> find(HeaderSearch search, List<BlockDevice> spares, boolean look)
      throws IOException {
    List<Found> found = search.quick();
    boolean tooLarge = look && isTooLarge(spares);
    if (found.isEmpty() && !tooLarge) {
      found = search.scan();
    }
    if (!found.isEmpty()) {
      return found;
    }
    if (search.sawBlocks()) {
      throw new MetadataDamagedException(
          Kind.NO_ASSEMBLY,
          "spare holds blocks of a pair but no whole header: path="
              + spares.get(0).identity().path());
    }
    if (search.sawUnreadable()) {
      throw new MetadataDamagedException(
          Kind.NO_ASSEMBLY,
          "spare has no header that can be read, and sectors that can't be: path="
              + spares.get(0).identity().path());
    }
    throw new WrongDeviceException(
        "spare holds no metadata: path="
            + spares.get(0).identity().path()
            + ", expected=a pair made by create, found=none"
            + (tooLarge
                ? " where it should be; check --repair searches the whole device"
                : "; were main and spare swapped?"));
  }

  @Override
  public Optional<String> recognise(BlockDevice device, List<PlacementStrategy> strategies)
      throws IOException {
    HeaderSearch search = new HeaderSearch(List.of(device), strategies);
    try {
      List<Found> found = new ArrayList<>();
      search.pairs(true).forEach(found::addAll);
      if (found.isEmpty() && !strategies.isEmpty() && search.isScanCheap()) {
        search.scan(found::add);
      }
      if (!found.isEmpty()) {
        return Optional.of("a revector pair: uuid=" + found.get(0).header().pair().uuid());
      }
    } catch (UnsupportedFormatException e) {
      return Optional.of("a revector pair made by a newer release");
    }
    int sectorSize = device.geometry().sectorSize();
    if (device.geometry().sectors() == 0) {
      return Optional.empty();
    }
    ByteBuffer start = Format.block(sectorSize);
    try {
      device.read(0, start);
    } catch (MediumException e) {
      return Optional.empty();
    }
    return start.getInt(0) == Format.MAGIC
        ? Optional.of("damaged metadata of a revector pair")
        : Optional.empty();
  }
}

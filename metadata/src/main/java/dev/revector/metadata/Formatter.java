package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.DeviceTooSmallException;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.PairIdentity;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataDraft;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Lays out a new pair's metadata and writes it. */
final class Formatter implements MetadataDraft {
  /** More bytes than any spare has. */
  private static final long ANY_SPARE = 1L << 50;

  private final CreateRequest request;
  private final List<Extent> taken;
  private final long runs;
  private final BlockDevice spare;
  private final int slotSize;
  private final Header header;

  Formatter(CreateRequest request, List<Extent> taken, long runs) throws DeviceTooSmallException {
    if (request.spares().size() != 1) {
      throw new IllegalArgumentException(
          "a pair is created with one spare: spares=" + request.spares().size());
    }
    this.request = request;
    this.taken = List.copyOf(taken);
    this.runs = runs;
    this.spare = request.spares().get(0);
    this.slotSize =
        Math.max(request.main().physicalBlockSize(), spare.geometry().physicalBlockSize());
    this.header = lay();
  }

  private Header lay() throws DeviceTooSmallException {
    RegionPlan plan = RegionPlan.of(spare.geometry().bytes(), slotSize, request.copies());
    long least = Math.max(RegionPlan.LEAST_TABLE, TableShape.capacity(plan.blockSize(), runs));
    if (least > plan.blocks()) {
      throw new DeviceTooSmallException(
          "spare has no room for so large a map: path=" + path() + ", runs=" + runs);
    }
    plan = plan.withTable((int) Math.max(plan.tableBlocks(), least));
    while (true) {
      try {
        return header(plan);
      } catch (IllegalArgumentException e) {
        // Places that are close together, such as the fixed ones, take smaller copies.
        if (plan.tableBlocks() <= least) {
          throw refusal(plan, e);
        }
        plan = plan.withTable((int) Math.max(least, plan.tableBlocks() / 2));
      }
    }
  }

  /**
   * Says that the spare is too small.
   *
   * @throws IllegalArgumentException if a larger one would not do either, or places were given
   */
  private DeviceTooSmallException refusal(RegionPlan plan, IllegalArgumentException e) {
    if (!taken.isEmpty() || runs != 0) {
      return new DeviceTooSmallException(
          "spare has no room for the metadata beside the data: path="
              + path()
              + ", runs="
              + runs
              + ", reason="
              + e.getMessage()
              + "; take another spare and have the data copied");
    }
    if (!request.customSectors().isEmpty()
        || !fits(plan.withBlocks(ANY_SPARE / plan.blockSize()))) {
      throw e;
    }
    return new DeviceTooSmallException(
        "spare is too small: path=" + path() + ", reason=" + e.getMessage(), e);
  }

  private boolean fits(RegionPlan plan) {
    try {
      request
          .strategy()
          .place(plan.request(request.copies(), request.minDistanceBytes(), List.of()));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String path() {
    return spare.identity().path();
  }

  private Header header(RegionPlan plan) {
    int sectorSize = request.main().sectorSize();
    FreeBlocks free = free(plan);
    List<Long> starts = starts(plan, free);
    List<List<BlockRun>> copies =
        starts.stream().map(start -> List.of(new BlockRun(0, start, plan.regionBlocks()))).toList();
    Layout layout =
        new Layout(
            1,
            plan.blockSize(),
            request.strategy().name(),
            plan.ringBlocks(),
            plan.tableBlocks(),
            copies.size() == 1 ? 2 : 1,
            0,
            witnesses(plan, starts, free),
            copies);
    PairIdentity pair =
        new PairIdentity(
            request.pair(),
            request.main(),
            HeaderCodec.storedId(request.mainIdentity().stableId()),
            slotSize,
            List.of(spare.geometry().bytes() / sectorSize),
            request.createdSeconds());
    Header made = new Header(0, 0, 0, 1, 0, 0, 0, Root.EMPTY, pair, layout);
    HeaderRules.check(made);
    return made;
  }

  private FreeBlocks free(RegionPlan plan) {
    FreeBlocks free = new FreeBlocks(plan.blocks());
    long blockSize = plan.blockSize();
    for (Extent extent : taken) {
      long first = extent.first() * request.main().sectorSize() / blockSize;
      long end = (extent.end() * request.main().sectorSize() + blockSize - 1) / blockSize;
      free.take(first, end - first);
    }
    return free;
  }

  /**
   * Where the strategy wants the copies; one that can't be there, because of what is taken, goes to
   * the nearest place that is free. What is there already is not moved for it, so that a reader who
   * knows the formula only finds the others quickly.
   */
  private List<Long> starts(RegionPlan plan, FreeBlocks free) {
    List<Long> wanted =
        request
            .strategy()
            .place(plan.request(request.copies(), request.minDistanceBytes(), customBlocks(plan)));
    int length = plan.regionBlocks();
    List<Long> starts = new ArrayList<>(wanted);
    BitSet moved = new BitSet();
    for (int copy = 0; copy < starts.size(); copy++) {
      moved.set(copy, !free.isFree(starts.get(copy), length));
      if (!moved.get(copy)) {
        free.take(starts.get(copy), length);
      }
    }
    for (int copy = moved.nextSetBit(0); copy >= 0; copy = moved.nextSetBit(copy + 1)) {
      long place = free.nearest(starts.get(copy), length);
      if (place == FreeBlocks.NONE) {
        throw new IllegalArgumentException("no free place for a metadata copy: copy=" + copy);
      }
      free.take(place, length);
      starts.set(copy, place);
    }
    return starts;
  }

  private List<Long> customBlocks(RegionPlan plan) {
    List<Long> blocks = new ArrayList<>();
    int sectorsPerBlock = plan.blockSize() / request.main().sectorSize();
    for (long sector : request.customSectors()) {
      if (sector % sectorsPerBlock != 0) {
        throw new IllegalArgumentException(
            "place of a copy is not at a multiple of the metadata block: sector="
                + sector
                + ", blockSize="
                + plan.blockSize());
      }
      blocks.add(sector / sectorsPerBlock);
    }
    return blocks;
  }

  /**
   * Three blocks at about each quarter, outside all copies and if possible the room they grow into.
   */
  private static List<Long> witnesses(RegionPlan plan, List<Long> starts, FreeBlocks free) {
    FreeBlocks roomy = free.copy();
    starts.forEach(start -> roomy.take(start, plan.reachBlocks()));
    List<Long> witnesses = new ArrayList<>();
    for (int i = 1; i <= RegionPlan.witnesses(starts.size()); i++) {
      long target = plan.blocks() * i / 4;
      long place = witness(target, roomy);
      if (place == FreeBlocks.NONE) {
        place = witness(target, free);
      }
      if (place == FreeBlocks.NONE) {
        throw new IllegalArgumentException("no place left for a witness: copies=" + starts.size());
      }
      roomy.take(place, 1);
      free.take(place, 1);
      witnesses.add(place);
    }
    return witnesses;
  }

  private static long witness(long target, FreeBlocks free) {
    long place = free.from(target, 1);
    return place == FreeBlocks.NONE ? free.from(0, 1) : place;
  }

  @Override
  public CreatePlan plan() {
    Layout layout = header.layout();
    Report report = new Report(header);
    long reserved = layout.reservation().stream().mapToLong(BlockRun::count).sum();
    long growth = Math.max(0, Room.reach(header) - layout.tableBlocks()) * layout.copies().size();
    long slots = spare.geometry().bytes() / slotSize;
    return new CreatePlan(
        layout.strategy(),
        layout.blockSize(),
        slotSize,
        slots - (reserved + growth) * (layout.blockSize() / slotSize),
        layout.copies().stream().map(blocks -> report.extents(blocks).get(0)).toList());
  }

  @Override
  public List<Extent> reservation() {
    return new Report(header).reservation(header.layout(), 0);
  }

  @Override
  public void holdBack(SpareSpace space) {
    HeldRoom.of(space, header);
  }

  @Override
  public MetadataStore write(List<MapRun> map, List<SpareRun> retired) throws IOException {
    HeaderSearch search = new HeaderSearch(request.spares(), request.strategies());
    wipe(search);
    BlockIo io = new BlockIo(request.spares(), header.layout().blockSize());
    writeRings(io);
    Header full = writeTable(io, map, retired);
    io.flush(0);
    writeHeaders(io, full);
    Snapshot snapshot =
        LedgerStoreProvider.read(request.spares(), search, search.siblings(found(full)), false);
    return LedgerStoreProvider.openForWriting(
        request.spares(), snapshot, full.pair().mainStableId(), store -> {});
  }

  private void writeRings(BlockIo io) throws IOException {
    Layout layout = header.layout();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      for (int slot = 0; slot < layout.ringBlocks(); slot++) {
        ByteBuffer pristine = JournalRecord.pristine(layout.blockSize());
        put(io, pristine, BlockType.RECORD, layout.place(copy, 1 + slot));
      }
    }
    for (long address : layout.witnesses()) {
      ByteBuffer none = Witness.encode(layout.blockSize(), Set.of());
      put(io, none, BlockType.WITNESS, new Place(Format.NO_COPY, 0, address));
    }
  }

  /** Writes the table of the map that the pair begins with; returns the header that names it. */
  private Header writeTable(BlockIo io, List<MapRun> map, List<SpareRun> retired)
      throws IOException {
    Layout layout = header.layout();
    EntryTable table = new EntryTable(layout.blockSize());
    map.forEach(run -> table.apply(Entry.of(new MapChange.Put(run))));
    retired.forEach(run -> table.apply(Entry.of(new MapChange.Retire(run))));
    TableTree tree = new TableTree(layout.blockSize());
    List<TableTree.Change> blocks = tree.prepare(table);
    if (tree.blocksTaken() > layout.tableBlocks()) {
      throw new IllegalArgumentException(
          "more runs than were announced: runs=" + table.size() + ", announced=" + runs);
    }
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      for (TableTree.Change block : blocks) {
        put(io, block.block(), block.type(), layout.place(copy, layout.tableBlock(block.index())));
      }
    }
    return header.withRoot(tree.root());
  }

  /**
   * The headers come last, so that a half-made pair is none: first those in the slots of the next
   * header, which prove that there is no newer one, then those by which the pair is found.
   */
  private void writeHeaders(BlockIo io, Header full) throws IOException {
    Layout layout = full.layout();
    ByteBuffer payload = HeaderCodec.encode(full);
    long[] order = {full.sequence() + 1, full.sequence()};
    for (long sequence : order) {
      int position = layout.headerBlock(Layout.headerSlot(sequence));
      for (int copy = 0; copy < layout.copies().size(); copy++) {
        put(io, payload, BlockType.HEADER, layout.place(copy, position));
      }
      io.flush(0);
    }
  }

  private static Found found(Header full) {
    Place place = full.layout().place(0, full.layout().headerBlock(0));
    return new Found(full, place, 0, Envelope.payloadHash(HeaderCodec.encode(full)));
  }

  private void put(BlockIo io, ByteBuffer block, BlockType type, Place place) throws IOException {
    header.envelope().seal(block, type, place);
    io.write(place.spare(), place.address(), block);
  }

  /**
   * Clears the headers of pairs that stood here before, so that none is ever taken for this one.
   * Those at places of their user's choice, or of copies that moved, only a search of everything
   * finds: it is worth its time on a small spare, and where each opening has to search too.
   */
  private void wipe(HeaderSearch search) throws IOException {
    if (search.isScanCheap() || !request.customSectors().isEmpty()) {
      search.scan(this::erase);
    } else {
      for (List<Found> pair : search.pairs(false)) {
        for (Found found : pair) {
          erase(found);
        }
      }
    }
    spare.flush();
  }

  private void erase(Found found) throws IOException {
    int blockSize = found.header().layout().blockSize();
    Place place = found.place();
    long sectors = blockSize / request.main().sectorSize();
    Extent there = new Extent(place.address() * sectors, sectors);
    // What is taken is data, whatever it looks like.
    if (taken.stream().noneMatch(there::intersects)) {
      BlockIo io = new BlockIo(request.spares(), blockSize);
      io.write(place.spare(), place.address(), Format.block(blockSize));
    }
  }
}

package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.DeviceTooSmallException;
import dev.revector.PairIdentity;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lays out a new pair's metadata and writes it. */
final class Formatter {
  private final CreateRequest request;
  private final BlockDevice spare;
  private final int slotSize;
  private final Header header;

  Formatter(CreateRequest request) throws DeviceTooSmallException {
    if (request.spares().size() != 1) {
      throw new IllegalArgumentException(
          "a pair is created with one spare: spares=" + request.spares().size());
    }
    this.request = request;
    this.spare = request.spares().get(0);
    this.slotSize =
        Math.max(request.main().physicalBlockSize(), spare.geometry().physicalBlockSize());
    this.header = lay();
  }

  Header header() {
    return header;
  }

  private Header lay() throws DeviceTooSmallException {
    RegionPlan plan = RegionPlan.of(spare.geometry().bytes(), slotSize, request.copies());
    while (true) {
      try {
        return header(plan);
      } catch (IllegalArgumentException e) {
        // Places that are close together, such as the fixed ones, take smaller copies.
        if (plan.tableBlocks() / 2 < RegionPlan.LEAST_TABLE) {
          throw e;
        }
        plan = plan.withTable(plan.tableBlocks() / 2);
      }
    }
  }

  private Header header(RegionPlan plan) {
    int sectorSize = request.main().sectorSize();
    List<Long> starts =
        request
            .strategy()
            .place(plan.request(request.copies(), request.minDistanceBytes(), customBlocks(plan)));
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
            witnesses(plan, starts),
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

  private List<Long> customBlocks(RegionPlan plan) {
    List<Long> blocks = new ArrayList<>();
    for (long sector : request.customSectors()) {
      long bytes = sector * request.main().sectorSize();
      if (bytes % plan.blockSize() != 0) {
        throw new IllegalArgumentException(
            "place of a copy is not at a multiple of the metadata block: sector="
                + sector
                + ", blockSize="
                + plan.blockSize());
      }
      blocks.add(bytes / plan.blockSize());
    }
    return blocks;
  }

  /**
   * Three blocks at about each quarter, outside all copies and if possible the room they grow into.
   */
  private static List<Long> witnesses(RegionPlan plan, List<Long> starts) {
    List<Long> witnesses = new ArrayList<>();
    for (int i = 1; i <= RegionPlan.witnesses(starts.size()); i++) {
      long target = plan.blocks() * i / 4;
      long place = outside(target, starts, plan.reachBlocks(), plan.blocks(), witnesses);
      if (place < 0) {
        place = outside(target, starts, plan.regionBlocks(), plan.blocks(), witnesses);
      }
      if (place < 0) {
        throw new IllegalArgumentException("no place left for a witness: copies=" + starts.size());
      }
      witnesses.add(place);
    }
    return witnesses;
  }

  private static long outside(
      long target, List<Long> starts, long length, long blocks, List<Long> taken) {
    for (long from : new long[] {target, 0}) {
      long place = from;
      boolean moved = true;
      while (moved && place < blocks) {
        moved = taken.contains(place);
        place += moved ? 1 : 0;
        for (long start : starts) {
          if (place >= start && place < start + length) {
            place = start + length;
            moved = true;
          }
        }
      }
      if (place < blocks) {
        return place;
      }
    }
    return -1;
  }

  CreatePlan plan() {
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
        layout.copies().stream().map(runs -> report.extents(runs).get(0)).toList());
  }

  /** Writes it all; the headers last, so that a half-made pair is none. */
  void write(HeaderSearch search) throws IOException {
    wipe(search);
    BlockIo io = new BlockIo(request.spares(), header.layout().blockSize());
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
    io.flush(0);
    ByteBuffer payload = HeaderCodec.encode(header);
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      for (int slot = 0; slot < 2; slot++) {
        put(io, payload, BlockType.HEADER, layout.place(copy, layout.headerBlock(slot)));
      }
    }
    io.flush(0);
  }

  private void put(BlockIo io, ByteBuffer block, BlockType type, Place place) throws IOException {
    header.envelope().seal(block, type, place);
    io.write(place.spare(), place.address(), block);
  }

  /**
   * Clears the headers of pairs that stood here before, so that none is ever taken for this one.
   */
  private void wipe(HeaderSearch search) throws IOException {
    List<Found> pairs = search.pairs(false);
    if (pairs.isEmpty()) {
      return;
    }
    for (Found pair : pairs) {
      for (Found found : search.siblings(pair)) {
        int blockSize = found.header().layout().blockSize();
        BlockIo io = new BlockIo(request.spares(), blockSize);
        io.write(found.place().spare(), found.place().address(), Format.block(blockSize));
      }
    }
    spare.flush();
  }
}

package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.DeviceTooSmallException;
import dev.revector.MediumException;
import dev.revector.MetadataDamagedException;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the headers of a pair: at the start of the spare, where each strategy's formula puts
 * copies, and at last by reading everything. One header found names the places of all the others.
 */
final class HeaderSearch {
  private static final int SCAN_BYTES = 1 << 20;

  private final List<BlockDevice> spares;
  private final List<PlacementStrategy> strategies;
  private boolean sawBlocks;

  HeaderSearch(List<BlockDevice> spares, List<PlacementStrategy> strategies) {
    this.spares = spares;
    this.strategies = strategies;
  }

  /** A header that was found whole, in slot 0 or 1 of a copy. */
  record Found(Header header, Place place, int slot, long hash) {
    static final Comparator<Found> NEWEST_FIRST =
        Comparator.comparingLong((Found found) -> found.header().sequence())
            .thenComparingLong(found -> found.header().epoch())
            .reversed();
  }

  /**
   * Looks where a header is cheap to find: a few reads. Where the pair that turns up first lacks a
   * copy, another pair may have been here: then the one of which more headers are left counts.
   *
   * @throws WrongDeviceException if there are as many of each
   */
  Optional<Found> quick() throws IOException {
    List<Found> pairs = pairs(true);
    if (pairs.size() == 1) {
      return Optional.of(pairs.get(0));
    }
    Found best = null;
    int most = 0;
    for (Found pair : pairs) {
      int headers = siblings(pair).size();
      if (best != null && headers == most) {
        throw new WrongDeviceException(
            "spare holds parts of two pairs, and neither outweighs the other: uuid="
                + best.header().pair().uuid()
                + ", uuid="
                + pair.header().pair().uuid());
      }
      if (headers > most) {
        best = pair;
        most = headers;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * One header of each pair that is found where headers are cheap to find.
   *
   * @param stopAtWhole true to look no further once a pair has a header in every copy
   */
  List<Found> pairs(boolean stopAtWhole) throws IOException {
    Map<Envelope, Found> pairs = new LinkedHashMap<>();
    for (int spare = 0; spare < spares.size(); spare++) {
      // Mostly the first copy stands at the start; only else are the formulas worked out.
      for (boolean formulas : new boolean[] {false, true}) {
        for (long offset : formulas ? candidates(spares.get(spare)) : Set.of(0L)) {
          Optional<Found> found = parse(spare, offset);
          if (found.isPresent()
              && pairs.putIfAbsent(found.get().header().envelope(), found.get()) == null
              && stopAtWhole
              && isWhole(siblings(found.get()))) {
            return List.of(found.get());
          }
        }
      }
    }
    return List.copyOf(pairs.values());
  }

  private static boolean isWhole(List<Found> headers) {
    return headers.get(0).header().layout().live().stream()
        .allMatch(copy -> headers.stream().anyMatch(one -> one.place().copy() == copy));
  }

  /** Reads every sector of the spares until a header turns up. */
  Optional<Found> scan() throws IOException {
    for (int spare = 0; spare < spares.size(); spare++) {
      Optional<Found> found = scan(spare);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** True when a scan met blocks of this format, whole or not, so that something did stand here. */
  boolean sawBlocks() {
    return sawBlocks;
  }

  /** All headers of the pair that {@code first} belongs to, newest first. */
  List<Found> siblings(Found first) throws IOException {
    Map<Place, Found> all = new LinkedHashMap<>();
    Found newest = first;
    Found from;
    do {
      from = newest;
      Layout layout = from.header().layout();
      for (int copy = 0; copy < layout.copies().size(); copy++) {
        for (int slot = 0; slot < 2; slot++) {
          Place place = layout.place(copy, layout.headerBlock(slot));
          parse(place.spare(), place.address() * layout.blockSize())
              .filter(found -> found.header().envelope().equals(first.header().envelope()))
              .ifPresent(found -> all.put(found.place(), found));
        }
      }
      newest = all.values().stream().min(Found.NEWEST_FIRST).orElse(from);
    } while (Found.NEWEST_FIRST.compare(newest, from) < 0);
    return all.values().stream().sorted(Found.NEWEST_FIRST).toList();
  }

  private Set<Long> candidates(BlockDevice spare) {
    Set<Long> offsets = new LinkedHashSet<>();
    long bytes = spare.geometry().bytes();
    for (int slotSize = Format.MIN_BLOCK; slotSize <= Format.MAX_BLOCK; slotSize *= 2) {
      for (int copies = 1; copies <= Format.MAX_COPIES; copies++) {
        try {
          addFormulas(offsets, RegionPlan.of(bytes, slotSize, copies), copies);
        } catch (DeviceTooSmallException e) {
          break;
        }
      }
    }
    return offsets;
  }

  private void addFormulas(Set<Long> offsets, RegionPlan plan, int copies) {
    for (PlacementStrategy strategy : strategies) {
      try {
        for (long start : strategy.place(plan.request(copies, 0, List.of()))) {
          offsets.add(start * plan.blockSize());
          offsets.add((start + plan.ringBlocks() + 1) * plan.blockSize());
        }
      } catch (IllegalArgumentException e) {
        // A strategy that finds no places for so many copies has put none here.
      }
    }
  }

  private Optional<Found> scan(int spare) throws IOException {
    BlockDevice device = spares.get(spare);
    long bytes = device.geometry().bytes();
    for (long offset = 0; offset < bytes; offset += SCAN_BYTES) {
      ByteBuffer piece = Format.block((int) Math.min(SCAN_BYTES, bytes - offset));
      boolean whole = read(device, offset, piece);
      for (int at = 0; at < piece.capacity(); at += Format.MIN_BLOCK) {
        boolean marked = piece.getInt(at) == Format.MAGIC;
        sawBlocks |= whole && marked;
        if (!whole || marked) {
          Optional<Found> found = parse(spare, offset + at);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The header that stands at this offset in bytes, if a whole one does. */
  Optional<Found> parse(int spare, long offset) throws IOException {
    BlockDevice device = spares.get(spare);
    int sectorSize = device.geometry().sectorSize();
    ByteBuffer first = Format.block(Math.max(Format.MIN_BLOCK, sectorSize));
    if (offset % sectorSize != 0 || !read(device, offset, first)) {
      return Optional.empty();
    }
    int blockSize = first.getInt(Format.HEADER_BLOCK_SIZE);
    if (first.getInt(Format.AT_MAGIC) != Format.MAGIC
        || first.get(Format.AT_TYPE) != Format.BlockType.HEADER.code
        || Integer.bitCount(blockSize) != 1
        || blockSize < first.capacity()
        || blockSize > Format.MAX_BLOCK
        || offset % blockSize != 0) {
      return Optional.empty();
    }
    ByteBuffer block = Format.block(blockSize);
    int copy = first.get(Format.AT_COPY) & 0xFF;
    Place place = new Place(copy, spare, offset / blockSize);
    if (!read(device, offset, block)
        || !Envelope.of(block).matches(block, Format.BlockType.HEADER, place)) {
      return Optional.empty();
    }
    return decode(block, place);
  }

  private static Optional<Found> decode(ByteBuffer block, Place place)
      throws UnsupportedFormatException {
    Features.check(block);
    Header header;
    try {
      header = HeaderCodec.decode(block);
    } catch (MetadataDamagedException e) {
      return Optional.empty();
    }
    Layout layout = header.layout();
    for (int slot = 0; slot < 2 && place.copy() < layout.copies().size(); slot++) {
      if (layout.place(place.copy(), layout.headerBlock(slot)).equals(place)) {
        long hash = Envelope.payloadHash(block);
        return Optional.of(new Found(header, place, slot, hash));
      }
    }
    return Optional.empty();
  }

  private static boolean read(BlockDevice device, long offset, ByteBuffer block)
      throws IOException {
    if (offset < 0 || offset > device.geometry().bytes() - block.capacity()) {
      return false;
    }
    try {
      device.read(offset / device.geometry().sectorSize(), block.clear());
      return true;
    } catch (MediumException e) {
      return false;
    }
  }
}

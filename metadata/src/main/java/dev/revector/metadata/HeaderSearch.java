package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.WrongDeviceException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.spi.PlacementStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the headers of a pair: at the start of the spare, where each strategy's formula puts
 * copies, and at last by reading everything. One header found names the places of all the others.
 */
final class HeaderSearch {
  private static final int SCAN_BYTES = 1 << 20;

  /** Spares up to this size are read from end to end in some seconds, in bytes. */
  private static final long CHEAP_SCAN = 1L << 30;

  private final List<BlockDevice> spares;
  private final List<PlacementStrategy> strategies;
  private final HeaderReader reader;
  private boolean sawBlocks;
  private boolean sawUnreadable;

  HeaderSearch(List<BlockDevice> spares, List<PlacementStrategy> strategies) {
    this.spares = spares;
    this.strategies = strategies;
    this.reader = new HeaderReader(spares);
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
   * @return all headers of the pair, newest first; empty if there is none
   * @throws WrongDeviceException if there are as many of each
   */
  List<Found> quick() throws IOException {
    List<List<Found>> pairs = pairs(true);
    List<Found> best = List.of();
    for (List<Found> pair : pairs) {
      if (pair.size() == best.size()) {
        throw twoPairs("and neither outweighs the other", best.get(0), pair.get(0));
      }
      best = pair.size() > best.size() ? pair : best;
    }
    return best;
  }

  private static WrongDeviceException twoPairs(String why, Found one, Found other) {
    return new WrongDeviceException(
        "spare holds parts of two pairs, "
            + why
            + ": uuid="
            + one.header().pair().uuid()
            + ", uuid="
            + other.header().pair().uuid());
  }

  /**
   * The headers, newest first, of each pair that is found where headers are cheap to find.
   *
   * @param stopAtWhole true to look no further once a pair has a header in every copy
   */
  List<List<Found>> pairs(boolean stopAtWhole) throws IOException {
    Map<Envelope, List<Found>> pairs = new LinkedHashMap<>();
    for (int spare = 0; spare < spares.size(); spare++) {
      // Mostly the first copy stands at the start; only else are the formulas worked out.
      for (boolean formulas : new boolean[] {false, true}) {
        for (long offset : formulas ? formulaPlaces(spare) : new long[] {0}) {
          Optional<Found> found = reader.at(spare, offset);
          if (found.isEmpty() || pairs.containsKey(found.get().header().envelope())) {
            continue;
          }
          List<Found> headers = siblings(found.get());
          pairs.put(found.get().header().envelope(), headers);
          if (stopAtWhole && isWhole(headers)) {
            return List.of(headers);
          }
        }
      }
    }
    return List.copyOf(pairs.values());
  }

  private static boolean isWhole(List<Found> headers) {
    int there = 0;
    for (Found one : headers) {
      there |= 1 << one.place().copy();
    }
    Layout layout = headers.get(0).header().layout();
    return (there | layout.evicted()) == (1 << layout.copies().size()) - 1;
  }

  private long[] formulaPlaces(int spare) {
    return FormulaPlaces.of(spares.get(spare).geometry().bytes(), strategies);
  }

  /** The header at a place of a pair with blocks of this size, if a whole one stands there. */
  Optional<Found> at(Place place, int blockSize) throws IOException {
    return reader.at(place, blockSize);
  }

  /** Gets each header that a scan meets. */
  @FunctionalInterface
  interface Visitor {
    void meet(Found header) throws IOException;
  }

  /** True when all of the spares can be read while somebody waits. */
  boolean isScanCheap() {
    return spares.stream().mapToLong(spare -> spare.geometry().bytes()).sum() <= CHEAP_SCAN;
  }

  /** Reads every sector of the spares for headers, of whichever pair. */
  void scan(Visitor visitor) throws IOException {
    for (int spare = 0; spare < spares.size(); spare++) {
      scan(spare, visitor);
    }
  }

  /**
   * Reads every sector of the spares for the headers of a pair.
   *
   * @return all headers of the pair, newest first; empty if there is none
   * @throws WrongDeviceException if there are any of a second pair: one may have stood here before
   *     the other, and nothing says which
   */
  List<Found> scan() throws IOException {
    List<Found> newest = new ArrayList<>();
    scan(
        found -> {
          if (newest.isEmpty()) {
            newest.add(found);
          } else if (!isOfOnePair(found, newest.get(0))) {
            throw twoPairs("and nothing says which is meant", newest.get(0), found);
          } else {
            newest.set(0, newer(newest.get(0), found));
          }
        });
    return newest.isEmpty() ? List.of() : siblings(newest.get(0));
  }

  /**
   * Reads every sector of the spares for the newest header of the same pair: of a copy that was
   * built anew where nothing else says that it is. A copy may have moved more than once, so one
   * that is newer than all known is not enough.
   *
   * @return all headers of the pair then, newest first; empty if none is newer
   */
  List<Found> newer(Found known) throws IOException {
    Found[] newest = {known};
    scan(
        found -> {
          if (isOfOnePair(found, known)) {
            newest[0] = newer(newest[0], found);
          }
        });
    return newest[0].equals(known) ? List.of() : siblings(newest[0]);
  }

  private static boolean isOfOnePair(Found one, Found other) {
    return one.header().envelope().equals(other.header().envelope());
  }

  /** The newer of two headers, the first if neither is. */
  private static Found newer(Found one, Found other) {
    return other.header().isNewerThan(one.header()) ? other : one;
  }

  /** True when a scan met blocks of this format, whole or not, so that something did stand here. */
  boolean sawBlocks() {
    return sawBlocks;
  }

  /** True when a scan met sectors that can't be read, so that headers may stand there. */
  boolean sawUnreadable() {
    return sawUnreadable;
  }

  /** All headers of the pair that {@code first} belongs to, newest first. */
  List<Found> siblings(Found first) throws IOException {
    Map<Place, Found> all = new LinkedHashMap<>();
    all.put(first.place(), first);
    Found newest = first;
    Layout layout;
    do {
      layout = newest.header().layout();
      for (int copy = 0; copy < layout.copies().size(); copy++) {
        for (int slot = 0; slot < 2; slot++) {
          Place place = layout.place(copy, layout.headerBlock(slot));
          reader
              .at(place, layout.blockSize())
              .filter(found -> isOfOnePair(found, first))
              .ifPresent(found -> all.put(found.place(), found));
        }
      }
      newest = Collections.min(all.values(), Found.NEWEST_FIRST);
    } while (!newest.header().layout().equals(layout));
    List<Found> sorted = new ArrayList<>(all.values());
    sorted.sort(Found.NEWEST_FIRST);
    return sorted;
  }

  private void scan(int spare, Visitor visitor) throws IOException {
    BlockDevice device = spares.get(spare);
    long bytes = device.geometry().bytes();
    for (long offset = 0; offset < bytes; offset += SCAN_BYTES) {
      ByteBuffer piece = piece(device, offset, (int) Math.min(SCAN_BYTES, bytes - offset));
      for (int at = 0; at < piece.capacity(); at += Format.MIN_BLOCK) {
        if (piece.getInt(at) == Format.MAGIC) {
          sawBlocks = true;
          Optional<Found> found = reader.at(spare, offset + at);
          if (found.isPresent()) {
            visitor.meet(found.get());
          }
        }
      }
    }
  }

  /** What a device holds from an offset on; of sectors that can't be read, anything. */
  private ByteBuffer piece(BlockDevice device, long offset, int length) throws IOException {
    ByteBuffer piece = Format.block(length);
    if (!HeaderReader.read(device, offset, piece)) {
      int sectorSize = device.geometry().sectorSize();
      for (int at = 0; at < length; at += sectorSize) {
        sawUnreadable |= !HeaderReader.read(device, offset + at, piece.slice(at, sectorSize));
      }
    }
    return piece;
  }
}

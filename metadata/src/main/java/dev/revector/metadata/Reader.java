package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a pair's metadata and decides what to believe. Writes nothing. */
final class Reader {
  private final BlockIo io;
  private final List<Found> found;
  private final boolean besideWriter;

  /**
   * A reader.
   *
   * @param found the headers that were found, newest first
   * @param besideWriter true when the pair may be open for writing elsewhere
   */
  Reader(BlockIo io, List<Found> found, boolean besideWriter) {
    this.io = io;
    this.found = found;
    this.besideWriter = besideWriter;
  }

  /** Reads with the newest header that leads to a whole table. */
  Snapshot read() throws IOException {
    Map<Long, Header> headers = new LinkedHashMap<>();
    found.forEach(one -> headers.put(one.hash(), one.header()));
    List<Header> newer = new ArrayList<>();
    MetadataDamagedException newest = null;
    for (Map.Entry<Long, Header> candidate : headers.entrySet()) {
      Header header = candidate.getValue();
      OutOfUse out = outOfUse(header, newer);
      MetadataDamagedException failure;
      if (isInUse(header, candidate.getKey(), out.excluded())) {
        try {
          return read(header, candidate.getKey(), newer, out, false);
        } catch (MetadataDamagedException e) {
          if (e.kind() != Kind.NO_ASSEMBLY) {
            throw e;
          }
          failure = e;
        }
        newer.add(header);
      } else {
        failure =
            new MetadataDamagedException(
                Kind.NO_ASSEMBLY, "only copies that are out of use hold the header");
      }
      newest = newest == null ? failure : newest;
    }
    throw newest == null
        ? new MetadataDamagedException(Kind.NO_ASSEMBLY, "no header is whole")
        : newest;
  }

  /** Reads with the newest header, for the one who wrote it and needs no proof that it is. */
  Snapshot readOwn() throws IOException {
    Header header = found.get(0).header();
    return read(header, found.get(0).hash(), List.of(), outOfUse(header, List.of()), true);
  }

  /** Copies that their own blocks put out of use, and with them all that are. */
  private record OutOfUse(int fenced, int excluded) {}

  private OutOfUse outOfUse(Header header, List<Header> newer) throws IOException {
    Layout layout = header.layout();
    int fenced = fenced(header);
    int excluded = fenced | excluded(header) | leftSince(layout, newer);
    if (excluded == (1 << layout.copies().size()) - 1) {
      throw new MetadataDamagedException(
          Kind.UNPROVEN, "every copy that could be read is out of use");
    }
    return new OutOfUse(fenced, excluded);
  }

  private Snapshot read(Header header, long hash, List<Header> newer, OutOfUse out, boolean own)
      throws IOException {
    Layout layout = header.layout();
    List<@Nullable Found[]> headers = headersOf(layout);
    boolean proven = own || (HeaderProof.demand(headers, out.excluded()) && newer.isEmpty());
    Copies copies = new Copies(io, header.pair().uuid(), layout);
    copies.exclude(out.excluded());
    List<Damage> damages = new ArrayList<>();
    TableReader reader = new TableReader(io, header, copies.live(), damages);
    reader.read();
    List<Lane> lanes = copies.lanes();
    List<@Nullable JournalRecord[]> rings = new Rings(io, header).read(lanes);
    List<JournalRecord> chain = journal(header, rings, newer, proven);
    replay(reader.table(), chain);
    return new Snapshot(
        header,
        hash,
        out.fenced(),
        out.excluded(),
        headers,
        reader.table(),
        reader.tree(),
        chain,
        rings,
        lanes,
        damages);
  }

  private List<JournalRecord> journal(
      Header header, List<@Nullable JournalRecord[]> rings, List<Header> newer, boolean proven)
      throws MetadataDamagedException {
    Replay replay = new Replay(rings, besideWriter);
    List<JournalRecord> chain = replay.run(header.covered(), header.coveredHash());
    if (!proven) {
      replay.demandReadable(header.covered() + chain.size() + 1);
    }
    checkReaches(header, chain, newer);
    return chain;
  }

  /** The copies that a newer header puts out of use, or has elsewhere: what they hold is stale. */
  private static int leftSince(Layout layout, List<Header> newer) {
    int left = 0;
    for (Header header : newer) {
      Layout since = header.layout();
      int both = Math.min(layout.copies().size(), since.copies().size());
      for (int copy = 0; copy < both; copy++) {
        boolean stayed =
            since.isLive(copy)
                && since.place(copy, Layout.HEADER_A).equals(layout.place(copy, Layout.HEADER_A));
        left |= stayed ? 0 : 1 << copy;
      }
    }
    return left;
  }

  /** An older header leads to the same map only if no record is missing that a newer one covers. */
  private static void checkReaches(Header header, List<JournalRecord> chain, List<Header> newer)
      throws MetadataDamagedException {
    for (Header passed : newer) {
      long at = passed.covered() - header.covered();
      long hash = 0;
      if (at == 0) {
        hash = header.coveredHash();
      } else if (at > 0 && at <= chain.size()) {
        hash = chain.get((int) at - 1).hash();
      }
      if (at > chain.size() || (at >= 0 && hash != passed.coveredHash())) {
        throw new MetadataDamagedException(
            Kind.NO_ASSEMBLY,
            "the journal lacks what a newer header covers, whose table is lost: expected="
                + passed.covered()
                + ", found="
                + (header.covered() + chain.size()));
      }
    }
  }

  private static void replay(EntryTable table, List<JournalRecord> chain)
      throws MetadataDamagedException {
    try {
      for (JournalRecord entry : chain) {
        HeaderRules.checkNumber("sequence", entry.sequence());
        HeaderRules.checkNumber("epoch", entry.epoch());
        entry.ops().forEach(table::apply);
      }
    } catch (IllegalArgumentException e) {
      throw new MetadataDamagedException(
          Kind.INCONSISTENT, "the journal contradicts the table: " + e.getMessage());
    }
  }

  /** The copies that a block of their own puts out of use. */
  private int fenced(Header header) throws IOException {
    int fenced = 0;
    for (int copy = 0; copy < header.layout().copies().size(); copy++) {
      fenced |= isFenced(header, copy) ? 1 << copy : 0;
    }
    return fenced;
  }

  /** The copies that header and witnesses put out of use. */
  private int excluded(Header header) throws IOException {
    Layout layout = header.layout();
    int excluded = layout.evicted();
    boolean missing = false;
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      missing |= layout.isLive(copy) && !hasHeader(layout, copy);
    }
    if (!layout.witnesses().isEmpty()) {
      Witness.Testimony testimony = Witness.read(io, header.envelope(), layout);
      if (testimony.readable() == 0 && missing) {
        throw new MetadataDamagedException(
            Kind.UNPROVEN,
            "copies are missing and no witness can tell whether the others are current");
      }
      excluded |= testimony.evicted(layout);
    }
    return excluded;
  }

  /** True when a copy that still counts holds the header: what others hold may be stale. */
  private boolean isInUse(Header header, long hash, int excluded) {
    for (Found one : found) {
      int copy = one.place().copy();
      if (one.hash() == hash && (excluded >>> copy & 1) == 0 && isOf(header.layout(), copy, one)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasHeader(Layout layout, int copy) {
    for (Found one : found) {
      if (isOf(layout, copy, one)) {
        return true;
      }
    }
    return false;
  }

  /** True when a header stands where this layout has the copy's. */
  private static boolean isOf(Layout layout, int copy, Found one) {
    return one.place().equals(layout.place(copy, layout.headerBlock(one.slot())));
  }

  private boolean isFenced(Header header, int copy) throws IOException {
    Layout layout = header.layout();
    ByteBuffer block = Format.block(layout.blockSize());
    for (int slot = 0; slot < 2; slot++) {
      Place place = layout.place(copy, layout.headerBlock(slot));
      if (!isHeader(place)
          && io.read(place.spare(), place.address(), block)
          && header.envelope().matches(block, BlockType.FENCE, place)) {
        return true;
      }
    }
    return false;
  }

  /** True where a header was found, so that no fence can stand. */
  private boolean isHeader(Place place) {
    for (Found one : found) {
      if (one.place().equals(place)) {
        return true;
      }
    }
    return false;
  }

  private List<@Nullable Found[]> headersOf(Layout layout) {
    List<@Nullable Found[]> headers = new ArrayList<>();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      headers.add(new Found[2]);
    }
    for (Found one : found) {
      int copy = one.place().copy();
      if (copy < headers.size() && isOf(layout, copy, one)) {
        headers.get(copy)[one.slot()] = one;
      }
    }
    return headers;
  }
}

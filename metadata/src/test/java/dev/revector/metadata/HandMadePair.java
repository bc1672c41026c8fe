package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.Acceptance;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** A pair made block by block, so that anything in it can be wrong. */
final class HandMadePair {
  /** The newest header of an empty pair, in A; the one before stands in the other slots. */
  static final Header NEWEST = Samples.header().withRoot(Root.EMPTY);

  private static final int LEAST_SECTORS = 1024;

  final MemoryDisk disk;
  final BlockIo io;
  private final Layout layout;

  private HandMadePair(Layout layout, MemoryDisk disk) {
    this.layout = layout;
    this.disk = disk;
    this.io = new BlockIo(List.of(disk), layout.blockSize());
  }

  /** Nothing but zeros where this layout has its blocks. */
  HandMadePair(Layout layout) {
    this(layout, new MemoryDisk(sectors(layout), 512));
  }

  private static long sectors(Layout layout) {
    long end = layout.reservation().stream().mapToLong(BlockRun::end).max().orElseThrow();
    return Math.max(LEAST_SECTORS, end * (layout.blockSize() / 512));
  }

  /** The same disk with other places. */
  HandMadePair with(Layout other) {
    return new HandMadePair(other, disk);
  }

  /** Three whole copies, but no entry in the table. */
  static HandMadePair empty() throws IOException {
    return empty(NEWEST);
  }

  static HandMadePair empty(Header header) throws IOException {
    HandMadePair pair = new HandMadePair(header.layout());
    for (int copy = 0; copy < 3; copy++) {
      pair.putHeaders(copy, header, older(header));
      pair.putRing(copy);
    }
    for (long witness : header.layout().witnesses()) {
      pair.putWitness(witness, Set.of());
    }
    pair.disk.forget();
    return pair;
  }

  static Header older(Header header) {
    return numbered(header, header.sequence() - 1, header.epoch());
  }

  static Header numbered(Header header, long sequence, long epoch) {
    return changed(header, sequence, epoch, header.layout());
  }

  static Header withLayout(Header header, Layout layout) {
    return changed(header, header.sequence(), header.epoch(), layout);
  }

  /** The header after this one, for a layout in which a copy stands elsewhere. */
  static Header moved(Header header, int copy, BlockRun... to) {
    Layout layout = header.layout();
    List<List<BlockRun>> copies = new ArrayList<>(layout.copies());
    copies.set(copy, List.of(to));
    Layout moved = layout.withCopies(layout.tableBlocks(), layout.evicted(), copies);
    return header.next(
        header.epoch(), header.covered(), header.coveredHash(), header.root(), moved);
  }

  private static Header changed(Header header, long sequence, long epoch, Layout layout) {
    return new Header(
        0,
        0,
        0,
        sequence,
        epoch,
        header.covered(),
        header.coveredHash(),
        header.root(),
        header.pair(),
        layout);
  }

  void put(Place place, BlockType type, ByteBuffer payload) throws IOException {
    Samples.ENVELOPE.seal(payload, type, place);
    io.write(place.spare(), place.address(), payload);
  }

  void put(int copy, int position, BlockType type, ByteBuffer payload) throws IOException {
    put(layout.place(copy, position), type, payload);
  }

  /** A header where its own layout has it, of whichever pair. */
  void putHeader(int copy, int slot, Header header) throws IOException {
    Place place = header.layout().place(copy, header.layout().headerBlock(slot));
    ByteBuffer block = HeaderCodec.encode(header);
    header.envelope().seal(block, BlockType.HEADER, place);
    io.write(place.spare(), place.address(), block);
  }

  void putHeaders(int copy, Header first, Header second) throws IOException {
    putHeader(copy, 0, first);
    putHeader(copy, 1, second);
  }

  /** A ring in which no record was written since the header. */
  void putRing(int copy) throws IOException {
    for (int slot = 0; slot < layout.ringBlocks(); slot++) {
      put(copy, 1 + slot, BlockType.RECORD, JournalRecord.pristine(layout.blockSize()));
    }
  }

  /** A record of the copy's ring. */
  JournalRecord putRecord(int copy, long sequence, long parent) throws IOException {
    return putRecord(copy, sequence, parent, 10 * sequence);
  }

  /** A record that maps a sector. */
  JournalRecord putRecord(int copy, long sequence, long parent, long lba) throws IOException {
    List<Entry> ops = List.of(Entry.of(run(lba)));
    ByteBuffer block =
        JournalRecord.encode(
            layout.blockSize(), sequence, NEWEST.epoch(), parent, JournalRecord.CHANGES, ops);
    put(copy, layout.ringBlock(0, sequence), BlockType.RECORD, block);
    return JournalRecord.decode(block);
  }

  static MapRun run(long lba) {
    return new MapRun(lba, 1, SectorState.MAPPED, 0, lba, RemapReason.WRITE_ERROR, 1_000_000, 1);
  }

  void putFence(int copy, int slot) throws IOException {
    put(copy, layout.headerBlock(slot), BlockType.FENCE, Format.block(layout.blockSize()));
  }

  void putWitness(long address, Set<Place> named) throws IOException {
    put(
        new Place(Format.NO_COPY, 0, address),
        BlockType.WITNESS,
        Witness.encode(layout.blockSize(), new LinkedHashSet<>(named)));
  }

  /** Makes a block unreadable. */
  void lose(int copy, int position) {
    loseBlock(layout.place(copy, position).address());
  }

  void loseBlock(long address) {
    int sectors = layout.blockSize() / 512;
    for (int i = 0; i < sectors; i++) {
      disk.lose(address * sectors + i);
    }
  }

  void loseHeaders(int copy) {
    lose(copy, layout.headerBlock(0));
    lose(copy, layout.headerBlock(1));
  }

  void loseRing(int copy) {
    for (int slot = 0; slot < layout.ringBlocks(); slot++) {
      lose(copy, 1 + slot);
    }
  }

  void loseWitnesses() {
    layout.witnesses().forEach(this::loseBlock);
  }

  HeaderSearch search() {
    return new HeaderSearch(List.of(disk), List.of());
  }

  /** All whole headers, newest first. */
  List<Found> found() throws IOException {
    return search().scan();
  }

  Snapshot read() throws IOException {
    return new Reader(io, found(), false).read();
  }

  static MetadataStore open(MemoryDisk disk, boolean readOnly, Acceptance acceptance)
      throws IOException {
    return new LedgerStoreProvider()
        .open(
            new OpenRequest(
                Optional.empty(), List.of(disk), List.of(), false, readOnly, acceptance));
  }

  /** Demands that something refuses metadata, and says this. */
  static void expect(Kind kind, String message, Executable action) {
    MetadataDamagedException e = assertThrows(MetadataDamagedException.class, action);
    assertEquals(kind, e.kind(), e::toString);
    assertTrue(e.toString().contains(message), e::toString);
  }
}

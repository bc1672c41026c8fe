package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.UnsupportedFormatException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single headers: where one is found, and where none is. */
class HeaderReaderTest {
  private static final Header NEWEST = HandMadePair.NEWEST;
  private static final Layout LAYOUT = NEWEST.layout();

  private HandMadePair pair;
  private HeaderReader reader;

  @BeforeEach
  void make() throws IOException {
    pair = HandMadePair.empty();
    reader = new HeaderReader(List.of(pair.disk));
  }

  /** A header of two copies in blocks of this size. */
  private static Header sized(int size) {
    List<List<BlockRun>> copies =
        List.of(List.of(new BlockRun(0, 0, 20)), List.of(new BlockRun(0, 100, 20)));
    Layout layout = new Layout(1, size, "linear", 8, 10, 1, 0, List.of(), copies);
    return Samples.header(layout, 120L * (size / 512));
  }

  @Test
  void shouldFindEachHeader() throws IOException {
    for (int copy = 0; copy < 3; copy++) {
      for (int slot = 0; slot < 2; slot++) {
        Place place = LAYOUT.place(copy, LAYOUT.headerBlock(slot));
        Found found = reader.at(0, place.address() * 512).orElseThrow();
        assertEquals(place, found.place());
        assertEquals(slot, found.slot());
        assertEquals(slot == 0 ? NEWEST : HandMadePair.older(NEWEST), found.header());
        assertEquals(Optional.of(found), reader.at(place, 512));
      }
    }
  }

  @Test
  void shouldReadABlockOfOneSectorOnce() throws IOException {
    assertTrue(reader.at(0, 0).isPresent());
    assertEquals(List.of(MemoryDisk.read(0, 1)), pair.disk.requests());
  }

  @Test
  void shouldFindAHeaderInTheLastBlockOfADevice() throws IOException {
    Header last =
        HandMadePair.moved(NEWEST, 2, new BlockRun(0, 1014, 10), new BlockRun(0, 300, 10));
    Place place = last.layout().place(2, LAYOUT.headerBlock(1));
    assertEquals(1023, place.address());
    pair.putHeader(2, 1, last);
    assertEquals(last, reader.at(place, 512).orElseThrow().header());
  }

  @Test
  void shouldReadNothingOutsideTheDevice() throws IOException {
    ByteBuffer block = Format.block(512);
    assertTrue(HeaderReader.read(pair.disk, 1023 * 512, block));
    assertFalse(HeaderReader.read(pair.disk, 1024 * 512, block));
    assertFalse(HeaderReader.read(pair.disk, -512, block));
    assertEquals(Optional.empty(), reader.at(0, 1L << 40));
    assertEquals(Optional.empty(), reader.at(new Place(0, 0, 1024), 512));
    assertEquals(Optional.empty(), reader.at(new Place(0, 1, 0), 512));
  }

  @Test
  void shouldFindNothingBetweenSectors() throws IOException {
    assertEquals(Optional.empty(), reader.at(0, 256));
  }

  @ParameterizedTest
  @CsvSource({"1024", "4096", "65536"})
  void shouldFindAHeaderInALargerBlock(int size) throws IOException {
    int sectors = size / 512;
    Header header = sized(size);
    HandMadePair large = new HandMadePair(header.layout());
    large.putHeader(1, 0, header);
    reader = new HeaderReader(List.of(large.disk));
    Place place = header.layout().place(1, 0);
    large.disk.forget();
    assertEquals(header, reader.at(0, 100L * size).orElseThrow().header());
    assertEquals(
        List.of(MemoryDisk.read(100L * sectors, 1), MemoryDisk.read(100L * sectors, sectors)),
        large.disk.requests());
    assertEquals(header, reader.at(place, size).orElseThrow().header());
    assertEquals(Optional.empty(), reader.at(new Place(1, 0, 100L * sectors), 512));
    large.disk.lose(100L * sectors + 1);
    assertEquals(Optional.empty(), reader.at(0, 100L * size));
    assertEquals(Optional.empty(), reader.at(place, size));
  }

  @Test
  void shouldNotReadOnWhereNoBlockOfThatSizeCanStand() throws IOException {
    Header header = sized(4096);
    HandMadePair odd = new HandMadePair(header.layout());
    ByteBuffer block = HeaderCodec.encode(header);
    for (int size : new int[] {0, 256, 1000, 65536, 131072, Integer.MIN_VALUE}) {
      block.putInt(Format.HEADER_BLOCK_SIZE, size);
      odd.put(header.layout().place(1, 0), BlockType.HEADER, block);
      reader = new HeaderReader(List.of(odd.disk));
      odd.disk.forget();
      assertEquals(Optional.empty(), reader.at(0, 100 * 4096), "size=" + size);
      assertEquals(List.of(MemoryDisk.read(800, 1)), odd.disk.requests(), "size=" + size);
    }
  }

  /** Sectors of 4 KiB hold no smaller block. */
  @Test
  void shouldReadWholeSectors() throws IOException {
    MemoryDisk disk = new MemoryDisk(200, 4096);
    Header header = sized(4096);
    ByteBuffer block = HeaderCodec.encode(header);
    Samples.ENVELOPE.seal(block, BlockType.HEADER, header.layout().place(1, 0));
    disk.write(100, block);
    reader = new HeaderReader(List.of(disk));
    assertEquals(header, reader.at(0, 100 * 4096).orElseThrow().header());
    assertEquals(Optional.empty(), reader.at(0, 100 * 4096 + 512));
    block.putInt(Format.HEADER_BLOCK_SIZE, 2048);
    Samples.ENVELOPE.seal(block, BlockType.HEADER, header.layout().place(1, 0));
    disk.write(100, block.rewind());
    assertEquals(Optional.empty(), reader.at(0, 100 * 4096));
  }

  /** Its checksum is right, but no copy has a header there. */
  @ParameterizedTest
  @CsvSource({"3, 0", "7, 0", "0, 1", "0, 400", "1, 401", "2, 1005"})
  void shouldPassOverAHeaderThatIsNotAtItsPlace(int copy, long address) throws IOException {
    Place wrong = new Place(copy, 0, address);
    pair.put(wrong, BlockType.HEADER, HeaderCodec.encode(NEWEST));
    assertEquals(Optional.empty(), reader.at(0, wrong.address() * 512));
    assertEquals(Optional.empty(), reader.at(wrong, 512));
  }

  @ParameterizedTest
  @CsvSource({"RECORD", "LEAF", "NODE", "FENCE", "WITNESS"})
  void shouldPassOverBlocksOfOtherKinds(BlockType type) throws IOException {
    pair.put(0, 0, type, HeaderCodec.encode(NEWEST));
    assertEquals(Optional.empty(), reader.at(0, 0));
    assertEquals(Optional.empty(), reader.at(LAYOUT.place(0, 0), 512));
  }

  @Test
  void shouldRefuseWhatANewerReleaseWrote() throws IOException {
    ByteBuffer block = HeaderCodec.encode(NEWEST);
    block.putInt(Format.HEADER_INCOMPATIBLE, 4);
    pair.put(0, 0, BlockType.HEADER, block);
    assertThrows(UnsupportedFormatException.class, () -> reader.at(0, 0));
  }

  /** All copies of a header share what was made of the first; a spare may hold any number. */
  @Test
  void shouldRememberAFewHeaders() throws IOException {
    Place place = LAYOUT.place(0, 0);
    Header first = reader.at(place, 512).orElseThrow().header();
    assertSame(first, reader.at(LAYOUT.place(2, 0), 512).orElseThrow().header());
    for (int i = 1; i < 32; i++) {
      pair.putHeader(0, 0, HandMadePair.numbered(NEWEST, 100 + i, 1));
      assertEquals(100 + i, reader.at(place, 512).orElseThrow().header().sequence());
    }
    assertSame(first, reader.at(LAYOUT.place(1, 0), 512).orElseThrow().header());
    pair.putHeader(0, 0, HandMadePair.numbered(NEWEST, 200, 1));
    assertEquals(200, reader.at(place, 512).orElseThrow().header().sequence());
    Header again = reader.at(LAYOUT.place(1, 0), 512).orElseThrow().header();
    assertEquals(first, again);
    assertNotSame(first, again);
  }
}

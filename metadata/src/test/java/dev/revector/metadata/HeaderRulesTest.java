package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataDamagedException;
import dev.revector.PairIdentity;
import dev.revector.UnsupportedFormatException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A header whose checksum is right but whose values are impossible is not believed. */
class HeaderRulesTest {
  private static final int FIRST_COPY = Format.HEADER_LISTS + 8;

  @Test
  void shouldReadBackWhatWasWritten() throws Exception {
    assertEquals(Samples.header(), HeaderCodec.decode(sealed(encoded())));
  }

  @ParameterizedTest(name = "{0}: {3} bytes at {1} = {2}")
  @CsvSource({
    "blockSize, 52, 0, 4",
    "blockSize, 52, 1000, 4",
    "blockSize, 52, 131072, 4",
    "blockSize, 52, -512, 4",
    "sequence, 56, 0, 8",
    "sequence, 56, -1, 8",
    "epoch, 64, -1, 8",
    "covered, 72, -1, 8",
    "covered, 72, 9223372036854775807, 8",
    "root, 96, 10, 4",
    "root, 96, -1, 4",
    "depth, 100, 1, 1",
    "depth, 100, 3, 1",
    "depth, 100, -1, 1",
    "copies, 101, 0, 1",
    "copies, 101, 9, 1",
    "spares, 102, 0, 1",
    "lanes, 103, 2, 1",
    "lanes, 103, 0, 1",
    "leaves, 104, 11, 4",
    "leaves, 104, -1, 4",
    "ring, 108, 3, 4",
    "ring, 108, 65537, 4",
    "ring, 108, -1, 4",
    "ring, 108, 9, 4",
    "table, 112, 0, 4",
    "table, 112, 11, 4",
    "table, 112, 2147483647, 4",
    "evicted, 116, 7, 4",
    "evicted, 116, 8, 4",
    "evicted, 116, -1, 4",
    "sectorSize, 128, 0, 4",
    "sectorSize, 128, 8192, 4",
    "physical, 132, 4096, 4",
    "physical, 132, 700, 4",
    "slotSize, 136, 256, 4",
    "slotSize, 136, 1024, 4",
    "mainSectors, 120, -1, 8",
    "witness, 144, 1024, 8",
    "witness, 144, -1, 8",
    "witness, 144, 512, 8",
    "witness, 144, 19, 8",
    "spareSectors, 280, 1000, 8",
    "spareSectors, 280, -1, 8",
    "spareSectors, 280, 18014398509481984, 8",
    "extents, 288, 0, 2",
    "extents, 288, 2, 2",
    "extents, 288, 65535, 2",
    "extent spare, 297, 1, 1",
    "extent start, 290, 1010, 7",
    "extent start, 290, 400, 7",
    "extent count, 298, 0, 4",
    "extent count, 298, 19, 4",
    "extent count, 298, -1, 4",
  })
  void shouldRefuse(String what, int at, long value, int bytes) {
    ByteBuffer block = encoded();
    for (int i = 0; i < bytes; i++) {
      block.put(at + i, (byte) (value >>> (8 * i)));
    }
    MetadataDamagedException refused =
        assertThrows(MetadataDamagedException.class, () -> HeaderCodec.decode(sealed(block)), what);
    assertEquals(MetadataDamagedException.Kind.INCONSISTENT, refused.kind());
  }

  @Test
  void shouldReadBackTheExtentsOnEachSpare() throws Exception {
    Layout one = Samples.layout();
    List<List<BlockRun>> extents =
        List.of(one.copies().get(0), List.of(new BlockRun(1, 3, 20)), one.copies().get(2));
    PairIdentity pair = Samples.pair();
    PairIdentity two =
        new PairIdentity(
            pair.uuid(),
            pair.main(),
            pair.mainStableId(),
            pair.slotSize(),
            List.of(1024L, 23L),
            pair.createdSeconds());
    Header header =
        new Header(0, 0, 0, 1, 0, 0, 0, Root.EMPTY, two, one.withCopies(10, 0, extents));
    assertEquals(header, HeaderCodec.decode(sealed(HeaderCodec.encode(header))));
  }

  /** A copy may lie in as many pieces as the header of all copies has room for. */
  @ParameterizedTest
  @CsvSource({"512, 1, 1, 18", "512, 3, 1, 6", "512, 8, 1, 2", "512, 8, 4, 1", "4096, 8, 1, 39"})
  void shouldHaveRoomForSoManyExtents(int blockSize, int copies, int spares, int extents) {
    assertEquals(extents, HeaderCodec.extentsPerCopy(blockSize, copies, spares));
  }

  @Test
  void shouldChangeNothingButMainsName() {
    Header header = Samples.header();
    Header renamed = header.withMainId("wwn:other");
    assertEquals("wwn:other", renamed.pair().mainStableId());
    assertEquals(header, renamed.withMainId(header.pair().mainStableId()));
  }

  @Test
  void shouldHoldTheListsWhereTheTestAboveChangesThem() {
    ByteBuffer block = encoded();
    assertEquals(288, FIRST_COPY);
    assertEquals(1, block.getShort(FIRST_COPY));
    assertEquals(20, block.getInt(FIRST_COPY + 10));
  }

  @Test
  void shouldNeedTwoLanesWhenOneCopyIsLeft() {
    Header alone = Samples.header(Samples.layout().withEvicted(0b101));
    assertEquals(2, alone.layout().lanes());
    assertDoesNotThrow(() -> HeaderRules.check(alone));
    assertEquals(1, Samples.layout().withEvicted(0b100).lanes());
  }

  @Test
  void shouldRefuseAnotherFormatVersion() {
    ByteBuffer block = sealed(encoded());
    block.put(Format.AT_VERSION, (byte) 2);
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> Features.check(block));
    assertSays("found=2, expected=1", refused);
  }

  @Test
  void shouldNameEveryUnknownIncompatibleFeature() {
    ByteBuffer block = sealed(encoded());
    block.putInt(Format.HEADER_INCOMPATIBLE, 1 << 4 | 1 << 31);
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> Features.check(block));
    String names = "incompatible-bit-4, incompatible-bit-31";
    assertSays(names, refused);
  }

  @Test
  void shouldNameAFeatureOnce() {
    ByteBuffer block = sealed(encoded());
    block.putInt(Format.HEADER_INCOMPATIBLE, 1);
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> Features.check(block));
    assertSays(": incompatible-bit-0; use the release", refused);
  }

  @Test
  void shouldRefuseToWriteWhatItCanOnlyRead() throws Exception {
    ByteBuffer block = sealed(encoded());
    block.putInt(Format.HEADER_READ_ONLY, 1 << 2);
    Features.check(block);
    Header header = HeaderCodec.decode(sealed(block));
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> Features.checkWritable(header));
    assertSays("read-only-bit-2", refused);
  }

  @Test
  void shouldKeepFeaturesThatItNeedNotKnow() throws Exception {
    ByteBuffer block = sealed(encoded());
    block.putInt(Format.HEADER_COMPATIBLE, 1 << 9);
    Features.check(block);
    Header header = HeaderCodec.decode(sealed(block));
    Features.checkWritable(header);
    Header next = header.next(4, 41, 5, header.root(), header.layout());
    assertEquals(1 << 9, HeaderCodec.encode(next).getInt(Format.HEADER_COMPATIBLE));
    assertEquals(header.sequence() + 1, next.sequence());
  }

  private static void assertSays(String words, Exception refused) {
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.toString());
  }

  private static ByteBuffer encoded() {
    return HeaderCodec.encode(Samples.header());
  }

  private static ByteBuffer sealed(ByteBuffer block) {
    Samples.ENVELOPE.seal(block, BlockType.HEADER, new Place(0, 0, 0));
    return block;
  }
}

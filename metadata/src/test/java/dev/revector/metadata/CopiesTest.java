package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What is written in which order, and how a copy that refuses leaves: copies at 0, 400 and 1004,
 * with witnesses at 256, 512 and 768.
 */
class CopiesTest {
  private static final Layout LAYOUT = Samples.layout();
  private static final long SEQUENCE = 12;

  private final List<String> log = new ArrayList<>();
  private final MemoryDisk spare = new MemoryDisk("", 1024, 512, log);
  private final BlockIo io = new BlockIo(List.of(spare), 512);
  private Copies copies = copies(LAYOUT);

  private Copies copies(Layout layout) {
    return new Copies(io, Samples.PAIR, layout);
  }

  private static ByteBuffer payload() {
    return JournalRecord.encode(512, SEQUENCE, 1, 5, JournalRecord.EPOCH, List.of());
  }

  private boolean writeRecord() throws IOException {
    return copies.writeRecord(SEQUENCE, payload());
  }

  private void demand(String... operations) {
    assertEquals(List.of(operations), log);
    log.clear();
  }

  private boolean holds(BlockType type, int copy, int position) throws IOException {
    Place place = LAYOUT.place(copy, position);
    ByteBuffer block = Format.block(512);
    assertTrue(io.read(0, place.address(), block));
    return Samples.ENVELOPE.matches(block, type, place);
  }

  @Test
  void shouldFlushTheSmallerHalfBeforeTheOtherIsTouched() throws IOException {
    assertTrue(writeRecord());
    demand("write 5", "flush ", "write 405", "write 1009", "flush ");
    for (int copy = 0; copy < 3; copy++) {
      assertTrue(holds(BlockType.RECORD, copy, 5));
    }
    copies = copies(LAYOUT.withEvicted(0b001));
    assertTrue(writeRecord());
    demand("write 405", "flush ", "write 1009", "flush ");
  }

  @Test
  void shouldWriteEachRecordTwiceIntoACopyThatIsAlone() throws IOException {
    copies = copies(LAYOUT.withEvicted(0b110));
    assertEquals(List.of(new Lane(0, 0), new Lane(0, 1)), copies.lanes());
    assertTrue(writeRecord());
    demand("write 1", "flush ", "write 5", "flush ");
  }

  @Test
  void shouldWriteNoRecordIntoACopyThatIsAloneBeforeItsRingIsHalved() throws IOException {
    copies.exclude(0b110);
    assertFalse(writeRecord());
    assertTrue(log.stream().noneMatch(operation -> operation.startsWith("write")));
  }

  @Test
  void shouldGiveUpARecordThatNoCopyOfTheFirstHalfTook() throws IOException {
    spare.refuseAlways(5);
    assertFalse(writeRecord());
    demand("write 5", "write 5", "write 0", "write 9", "flush ", "flush ");
    assertTrue(holds(BlockType.FENCE, 0, 0));
    assertTrue(holds(BlockType.FENCE, 0, 9));
    assertEquals(0b001, copies.evicted());
    assertEquals(List.of(1, 2), copies.live());
    assertEquals(LAYOUT, copies.layout());
    assertTrue(writeRecord());
    demand("write 405", "flush ", "write 1009", "flush ");
  }

  @Test
  void shouldGoOnWithoutACopyOfTheSecondHalf() throws IOException {
    spare.refuseAlways(405);
    assertTrue(writeRecord());
    assertEquals(0b010, copies.evicted());
    assertFalse(copies.isLive(1));
    assertTrue(copies.isLive(2));
    assertTrue(holds(BlockType.RECORD, 2, 5));
    log.clear();
    copies.write(1, BlockType.RECORD, 6, payload());
    demand();
  }

  @Test
  void shouldFenceACopyInWhicheverHeaderSlotCanBeWritten() throws IOException {
    for (long refusing : new long[] {400, 409}) {
      copies = copies(LAYOUT);
      spare.refuseAlways(405, refusing);
      assertTrue(writeRecord());
      spare.refuse(refusing, 0);
      assertEquals(0b010, copies.evicted());
      assertEquals(Set.of(), Witness.read(io, Samples.ENVELOPE, LAYOUT).named());
    }
    assertTrue(log.contains("write 400") && log.contains("write 409"));
    assertTrue(holds(BlockType.FENCE, 1, 0));
    assertTrue(holds(BlockType.FENCE, 1, 9));
  }

  @Test
  void shouldNameACopyInTwoWitnessesWhereNoFenceCanBe() throws IOException {
    copies.exclude(0b100);
    spare.refuseAlways(405, 400, 409, 512);
    assertTrue(writeRecord());
    assertEquals(0b110, copies.evicted());
    Witness.Testimony said = Witness.read(io, Samples.ENVELOPE, LAYOUT);
    assertEquals(2, said.readable());
    assertEquals(0b110, said.evicted(LAYOUT));
  }

  @Test
  void shouldFailWhenNeitherFenceNorTwoWitnessesCanBeWritten() {
    spare.refuseAlways(405, 400, 409, 512, 768);
    BlockDeviceException refused = assertThrows(BlockDeviceException.class, this::writeRecord);
    assertEquals(
        "metadata copy refuses writes and can't be put out of use: copy=1", refused.getMessage());
    assertEquals(0, copies.evicted());
  }

  @Test
  void shouldFailWithTheLastCopy() throws IOException {
    copies = copies(LAYOUT.withEvicted(0b011));
    spare.refuseAlways(1005);
    BlockDeviceException refused = assertThrows(BlockDeviceException.class, this::writeRecord);
    assertEquals("the last metadata copy refuses writes: copy=2", refused.getMessage());
    assertFalse(holds(BlockType.FENCE, 2, 0));
  }

  @Test
  void shouldWriteHeadersInTheSameStagesToAllButOne() throws IOException {
    ByteBuffer header = HeaderCodec.encode(Samples.header());
    copies.writeStaged(BlockType.HEADER, 9, header, -1);
    demand("write 9", "flush ", "write 409", "write 1013", "flush ");
    assertTrue(holds(BlockType.HEADER, 0, 9));
    copies.writeStaged(BlockType.HEADER, 0, header, 0);
    demand("write 400", "flush ", "write 1004", "flush ");
    assertEquals(List.of(List.of(0), List.of(1, 2)), Copies.inStages(copies.live()));
  }

  @Test
  void shouldFlushEachSpareOnceThatACopyHasAPartOn() throws IOException {
    List<List<BlockRun>> extents =
        List.of(
            List.of(new BlockRun(0, 0, 20)),
            List.of(new BlockRun(1, 0, 15), new BlockRun(0, 600, 5)),
            List.of(new BlockRun(1, 50, 20)));
    BlockIo two = new BlockIo(List.of(spare, new MemoryDisk("b", 100, 512, log)), 512);
    Copies spread = new Copies(two, Samples.PAIR, LAYOUT.withCopies(10, 0, extents));
    spread.flush(List.of(0));
    demand("flush ");
    spread.flush(List.of(1));
    demand("flush b", "flush ");
    spread.flush(List.of(0, 1, 2));
    demand("flush ", "flush b");
  }

  @Test
  void shouldTakeFromADurableHeaderWhichCopiesAreInUse() {
    copies.exclude(0b001);
    Layout larger = LAYOUT.withCopies(30, 0, LAYOUT.copies());
    copies.extend(larger);
    assertEquals(larger, copies.layout());
    assertEquals(0b001, copies.evicted());
    copies.use(LAYOUT.withEvicted(0b010));
    assertEquals(0b010, copies.evicted());
    assertEquals(LAYOUT.withEvicted(0b010), copies.layout());
  }
}

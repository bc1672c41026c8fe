package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.file.FileBlockDevice;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import dev.revector.metadata.Witness.Testimony;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the witnesses of three copies say, whole, torn and full. */
class WitnessTest {
  private static final int BLOCK = 512;
  private static final Layout LAYOUT = Samples.layout();
  private static final List<Long> ALL = LAYOUT.witnesses();

  @TempDir Path folder;
  private BlockDevice spare;
  private BlockIo io;

  @BeforeEach
  void open() throws IOException {
    Path path = folder.resolve("spare.img");
    Files.write(path, new byte[1024 * BLOCK]);
    spare = FileBlockDevice.open(path);
    io = new BlockIo(List.of(spare), BLOCK);
  }

  @AfterEach
  void close() throws IOException {
    spare.close();
  }

  private void put(long address, Set<Place> named) throws IOException {
    ByteBuffer block = Witness.encode(BLOCK, named);
    Samples.ENVELOPE.seal(block, BlockType.WITNESS, new Place(Format.NO_COPY, 0, address));
    io.write(0, address, block);
  }

  private Testimony read() throws IOException {
    return Witness.read(io, Samples.ENVELOPE, LAYOUT);
  }

  private int write(int evicted) throws IOException {
    return Witness.write(io, Samples.ENVELOPE, LAYOUT, evicted, ALL);
  }

  private List<Long> damaged() throws IOException {
    return Witness.damaged(io, Samples.ENVELOPE, LAYOUT);
  }

  private static Place start(int copy) {
    return LAYOUT.place(copy, Layout.HEADER_A);
  }

  /** Places where copies stood that were built anew elsewhere. */
  private static Set<Place> former(int count) {
    Set<Place> places = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      places.add(new Place(1, 0, 40 + 20 * i));
    }
    return places;
  }

  @Test
  void shouldNameCopiesInEachWitness() throws IOException {
    assertEquals(3, write(0b101));
    assertEquals(new Testimony(3, Set.of(start(0), start(2))), read());
    assertEquals(0b101, read().evicted(LAYOUT));
    assertEquals(List.of(), damaged());
  }

  @Test
  void shouldKeepWhatIsNamedAlready() throws IOException {
    put(ALL.get(1), former(2));
    assertEquals(3, write(0b010));
    Set<Place> expected = former(2);
    expected.add(start(1));
    for (long address : ALL) {
      Layout one = withWitnesses(List.of(address));
      assertEquals(expected, Witness.read(io, Samples.ENVELOPE, one).named());
    }
  }

  private static Layout withWitnesses(List<Long> witnesses) {
    Layout l = LAYOUT;
    return new Layout(
        l.generation(),
        l.blockSize(),
        l.strategy(),
        l.ringBlocks(),
        l.tableBlocks(),
        l.lanes(),
        l.evicted(),
        witnesses,
        l.copies());
  }

  @Test
  void shouldTellTornWitnessesAndThoseThatNameLess() throws IOException {
    for (long address : ALL) {
      put(address, former(3));
    }
    assertEquals(List.of(), damaged());
    put(ALL.get(2), former(2));
    assertEquals(List.of(ALL.get(2)), damaged());
    io.write(0, ALL.get(0), Format.block(BLOCK));
    assertEquals(List.of(ALL.get(0), ALL.get(2)), damaged());
    assertEquals(new Testimony(2, former(3)), read());
  }

  private void mend(int evicted) throws IOException {
    Witness.mend(io, Samples.ENVELOPE, LAYOUT, evicted);
  }

  /** A copy left while the pair was being mended, and one of the witnesses is written anyway. */
  @Test
  void shouldLeaveAllWitnessesEqual() throws IOException {
    for (long address : ALL) {
      put(address, former(1));
    }
    mend(0b010);
    assertEquals(new Testimony(3, former(1)), read());
    io.write(0, ALL.get(2), Format.block(BLOCK));
    mend(0b010);
    assertEquals(List.of(), damaged());
    assertEquals(0b010, read().evicted(LAYOUT));
    assertEquals(3, read().readable());
  }

  @Test
  void shouldWriteNothingWhenFull() throws IOException {
    int room = Witness.room(BLOCK);
    assertTrue(Format.WITNESS_LIST + room * Format.WITNESS_BYTES <= BLOCK);
    assertTrue(Format.WITNESS_LIST + (room + 1) * Format.WITNESS_BYTES > BLOCK);
    put(ALL.get(0), former(room - 1));
    assertEquals(3, write(0b001));
    Testimony full = read();
    assertEquals(room, full.named().size());
    assertEquals(-1, write(0b010));
    assertEquals(full, read());
  }
}

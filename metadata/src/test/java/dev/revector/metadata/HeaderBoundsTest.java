package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceGeometry;
import dev.revector.PairIdentity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The least and the most that a header may say, and the name of what is beyond. */
class HeaderBoundsTest {
  private long sequence = 1;
  private long epoch;
  private long covered;
  private Root root = Root.EMPTY;
  private int blockSize = 512;
  private int slotSize = 512;
  private int ringBlocks = 4;
  private int tableBlocks = 1;
  private int evicted;
  private int lanes = 1;
  private long witness;
  private List<Long> spares = List.of(1L << 30);
  private List<List<BlockRun>> copies = List.of();

  @BeforeEach
  void two() {
    copies = copies(2);
  }

  /** So many copies of the least size, one behind the other from block 1 on. */
  private List<List<BlockRun>> copies(int count) {
    List<List<BlockRun>> all = new ArrayList<>();
    int blocks = Layout.fixedBlocks(ringBlocks) + tableBlocks;
    for (int copy = 0; copy < count; copy++) {
      all.add(List.of(new BlockRun(0, 1 + (long) copy * blocks, blocks)));
    }
    return all;
  }

  private void check() {
    DeviceGeometry main = new DeviceGeometry(1L << 33, 512, 512);
    HeaderRules.check(
        new Header(
            0,
            0,
            0,
            sequence,
            epoch,
            covered,
            0,
            root,
            new PairIdentity(Samples.PAIR, main, "", slotSize, spares, 0),
            new Layout(
                1,
                blockSize,
                "linear",
                ringBlocks,
                tableBlocks,
                lanes,
                evicted,
                List.of(witness),
                copies)));
  }

  private void refuse(String what) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, this::check, what);
    assertEquals("impossible value: " + what, refused.getMessage());
  }

  @Test
  void shouldTakeTheLeastOfEverything() {
    assertDoesNotThrow(this::check);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 65536})
  void shouldTakeBlocksUpTo64Kib(int size) {
    blockSize = size;
    assertDoesNotThrow(this::check);
    slotSize = size;
    assertDoesNotThrow(this::check);
  }

  @Test
  void shouldNameNumbersThatAreOutOfRange() {
    long most = HeaderRules.MAX_NUMBER - 1;
    sequence = most;
    epoch = most;
    covered = most;
    assertDoesNotThrow(this::check);
    covered = most + 1;
    refuse("covered=" + covered);
    epoch = most + 1;
    refuse("epoch=" + epoch);
    sequence = most + 1;
    refuse("sequence=" + sequence);
  }

  @Test
  void shouldTakeFromOneToEightCopies() {
    copies = copies(8);
    assertDoesNotThrow(this::check);
    copies = copies(9);
    refuse("copies=9");
    copies = copies(1);
    lanes = 2;
    assertDoesNotThrow(this::check);
    copies = List.of();
    refuse("copies=0");
  }

  @ParameterizedTest
  @CsvSource({"3, false", "4, true", "65536, true", "65537, false"})
  void shouldTakeRingsInBounds(int ring, boolean taken) {
    ringBlocks = ring;
    copies = copies(2);
    if (taken) {
      assertDoesNotThrow(this::check);
    } else {
      refuse("ringBlocks=" + ring);
    }
  }

  @Test
  void shouldTakeATableOfOneBlockThatIsInUse() {
    root = new Root(5, 0, 1, 1);
    assertDoesNotThrow(this::check);
    root = new Root(5, 1, 1, 1);
    refuse("root=1");
    tableBlocks = 0;
    copies = copies(2);
    root = Root.EMPTY;
    refuse("tableBlocks=0");
  }

  @Test
  void shouldNameASpareThatThePairLacks() {
    copies = List.of(copies.get(0), List.of(new BlockRun(1, 0, 7)));
    refuse("spare=1");
    spares = List.of(1L << 30, 7L);
    assertDoesNotThrow(this::check);
    spares = List.of();
    refuse("spares=0");
  }

  @Test
  void shouldKeepEveryBlockOnItsSpare() {
    blockSize = 4096;
    spares = List.of(8L * 15);
    assertDoesNotThrow(this::check);
    witness = 15;
    refuse("witness=15");
    witness = 0;
    spares = List.of(8L * 15 - 1);
    refuse("extent=8");
  }

  @Test
  void shouldTakeAnExtentOfOneBlock() {
    copies = List.of(copies.get(0), List.of(new BlockRun(0, 20, 6), new BlockRun(0, 40, 1)));
    assertDoesNotThrow(this::check);
    copies = List.of(copies.get(0), List.of(new BlockRun(0, 20, 7), new BlockRun(0, 40, 0)));
    refuse("extent=40");
  }

  /** Its headers and its ring stay where they are; its table need not grow with the others. */
  @Test
  void shouldKeepThePlaceOfACopyThatIsOutOfUse() {
    evicted = 0b10;
    lanes = 2;
    copies = List.of(copies.get(0), List.of(new BlockRun(0, 20, 6)));
    assertDoesNotThrow(this::check);
    copies = List.of(copies.get(0), List.of(new BlockRun(0, 20, 5)));
    refuse("regionBlocks=5");
  }
}

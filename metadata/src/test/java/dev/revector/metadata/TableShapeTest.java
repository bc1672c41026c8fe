package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many blocks a table takes: 19 entries in a leaf and 39 children in a node of 512 bytes. */
class TableShapeTest {

  @ParameterizedTest(name = "{1} entries in blocks of {0}")
  @CsvSource({
    "512, 0, 0, 0, 0",
    "512, 1, 1, 1, 1",
    "512, 19, 1, 1, 1",
    "512, 20, 2, 2, 3",
    "512, 741, 39, 2, 40",
    "512, 742, 40, 3, 43",
    "512, 28899, 1521, 3, 1561",
    "512, 28900, 1522, 4, 1565",
    "4096, 169, 1, 1, 1",
    "4096, 170, 2, 2, 3",
    "4096, 57122, 338, 2, 339",
    "4096, 57123, 339, 3, 342",
  })
  void shouldHoldSoManyEntries(int blockSize, long entries, long leaves, int depth, long blocks) {
    assertEquals(leaves, TableShape.leaves(blockSize, entries));
    assertEquals(depth, TableShape.depth(blockSize, leaves));
    assertEquals(blocks, TableShape.blocks(blockSize, leaves));
  }

  @ParameterizedTest
  @CsvSource({"512, 1, 1", "512, 39, 1", "512, 40, 2", "512, 78, 2", "512, 79, 3", "4096, 339, 2"})
  void shouldHaveSoManyParents(int blockSize, long width, long parents) {
    assertEquals(parents, TableShape.parents(blockSize, width));
  }

  /** As many as there are up to 8, then 8, an eighth from 64 on, and never more than 64. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "8, 8", "9, 8", "71, 8", "72, 9", "511, 63", "512, 64", "9999, 64"})
  void shouldKeepSoManyBlocksFree(long blocks, long slack) {
    assertEquals(slack, TableShape.slack(blocks));
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 3", "20, 6", "742, 51", "28900, 1629"})
  void shouldHaveRoomForTreeAndSlack(long entries, long capacity) {
    assertEquals(capacity, TableShape.capacity(512, entries));
  }
}

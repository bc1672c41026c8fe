package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class BadblocksListTest {
  private static final DeviceGeometry LARGE_SECTORS = new DeviceGeometry(512, 4096, 4096);

  private static List<Extent> read(String text, int blockSize) throws IOException {
    return BadblocksList.read(new StringReader(text), blockSize, Texts.DISK);
  }

  private static String write(Iterable<Extent> sectors, int blockSize, DeviceGeometry main)
      throws IOException {
    StringBuilder out = new StringBuilder();
    BadblocksList.write(out, sectors, blockSize, main);
    return out.toString();
  }

  @Test
  void shouldCountInBlocksOfTheSizeGiven() throws IOException {
    assertEquals(List.of(new Extent(7, 1)), read("7\n", 512));
    assertEquals(List.of(new Extent(14, 2)), read("7\n", 1024));
    assertEquals(List.of(new Extent(56, 8)), read("7", 4096));
    assertEquals(
        List.of(new Extent(0, 2)),
        BadblocksList.read(new StringReader("0\n7\n8\n"), 512, LARGE_SECTORS));
  }

  @Test
  void shouldTakeBlocksInAnyOrderAndBlanks() throws IOException {
    assertEquals(List.of(new Extent(3, 3), new Extent(9, 1)), read("  9\r\n4\n\n3 \n5\n4\n9", 512));
    assertEquals(List.of(), read("", 512));
  }

  @Test
  void shouldCutTheLastBlockAtTheEndOfTheDisk() throws IOException {
    DeviceGeometry odd = new DeviceGeometry(11, 512, 512);
    List<Extent> bad = BadblocksList.read(new StringReader("1"), 4096, odd);
    assertEquals(List.of(new Extent(8, 3)), bad);
    assertEquals("1\n", write(bad, 4096, odd));
  }

  @Test
  void shouldNameEachBlockOnce() throws IOException {
    List<Extent> bad = List.of(new Extent(1, 1), new Extent(3, 1), new Extent(7, 2));
    assertEquals("0\n1\n", write(bad, 4096, Texts.DISK));
    assertEquals("1\n3\n7\n8\n", write(bad, 512, Texts.DISK));
  }

  @Test
  void shouldNameLineAndReasonOfWhatIsMalformed() {
    Texts.refused(2, "found=x9", () -> read("1\nx9\n", 512));
    Texts.refused(1, "found=-1", () -> read("-1", 512));
    Texts.refused(1, "found=1 2", () -> read("1 2", 512));
    Texts.refused(1, "too large", () -> read("99999999999999999999", 512));
    Texts.refused(3, "block=4096, blocks=4096", () -> read("1\n4095\n4096\n", 512));
    Texts.refused(1, "block=512, blocks=512", () -> read("512", 4096));
    Texts.refused(2, "zero byte", () -> read("1\n\0", 512));
    Texts.refused(1, "longer than", () -> read("1".repeat(5000), 512));
    assertThrows(IllegalArgumentException.class, () -> read("1", 1000));
    assertThrows(IllegalArgumentException.class, () -> read("1", 0));
  }

  @Test
  void shouldRefuseMoreThanFitsIntoMemory() {
    DeviceGeometry huge = new DeviceGeometry(1L << 40, 512, 512);
    Reader endless =
        new Reader() {
          private long number;
          private String line = "";

          @Override
          public int read(char[] target, int offset, int length) {
            line = number + "\n";
            number += 2;
            line.getChars(0, line.length(), target, offset);
            return line.length();
          }

          @Override
          public void close() {}
        };
    Texts.refused(
        BadblocksList.MOST_EXTENTS + 1L, "more than", () -> BadblocksList.read(endless, 512, huge));
  }

  @Property(tries = 300)
  void shouldReadBackWhatItWrote(@ForAll("sectors") Set<Long> sectors) throws IOException {
    List<Extent> bad = Texts.extents(sectors);
    assertEquals(bad, read(write(bad, 512, Texts.DISK), 512));
  }

  @Property(tries = 300)
  void shouldCoverWhatItWroteInLargerBlocks(@ForAll("sectors") Set<Long> sectors)
      throws IOException {
    String text = write(Texts.extents(sectors), 4096, Texts.DISK);
    List<Extent> covered = read(text, 4096);
    Set<Long> expected = new java.util.TreeSet<>();
    for (long lba : sectors) {
      for (long i = lba / 8 * 8; i < lba / 8 * 8 + 8; i++) {
        expected.add(i);
      }
    }
    assertEquals(expected, Texts.sectors(covered));
    assertEquals(text, write(covered, 4096, Texts.DISK));
  }

  @Property(tries = 1000)
  void shouldReadOrRefuseWhateverItIsGiven(@ForAll long seed) throws IOException {
    Texts.spoiled("0\n1\n17\n18\n4095\n", seed, Texts.DISK, text -> read(text, 512));
  }

  @Provide
  Arbitrary<Set<Long>> sectors() {
    return Texts.sectorSets(4096);
  }
}

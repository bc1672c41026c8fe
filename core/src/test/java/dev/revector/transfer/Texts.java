package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.function.Executable;

/** What the tests of the formats share. */
final class Texts {
  /** A disk of 4096 sectors of 512 bytes. */
  static final DeviceGeometry DISK = new DeviceGeometry(4096, 512, 512);

  private Texts() {}

  /** Demands a refusal that names the line and contains the words. */
  static void refused(long line, String words, Executable reading) {
    TransferFormatException e = assertThrows(TransferFormatException.class, reading);
    assertEquals(line, e.line(), e.getMessage());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("line=" + line + ","), message);
    assertTrue(message.contains(words), message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }

  static Set<Long> sectors(List<Extent> extents) {
    Set<Long> all = new TreeSet<>();
    for (Extent extent : extents) {
      for (long lba = extent.first(); lba < extent.end(); lba++) {
        all.add(lba);
      }
    }
    return all;
  }

  /** The sectors as ascending extents, no two touching. */
  static List<Extent> extents(Set<Long> sectors) {
    List<Extent> all = new ArrayList<>();
    for (long lba : new TreeSet<>(sectors)) {
      int last = all.size() - 1;
      if (last >= 0 && all.get(last).end() == lba) {
        all.set(last, new Extent(all.get(last).first(), all.get(last).count() + 1));
      } else {
        all.add(new Extent(lba, 1));
      }
    }
    return all;
  }

  /** Sets of sectors of a disk, with neighbours in them. */
  static Arbitrary<Set<Long>> sectorSets(long sectors) {
    Arbitrary<Set<Long>> runs =
        Arbitraries.longs()
            .between(0, sectors - 1)
            .tuple2()
            .list()
            .ofMaxSize(20)
            .map(
                pairs -> {
                  Set<Long> all = new TreeSet<>();
                  pairs.forEach(
                      pair -> {
                        long end = Math.min(sectors, pair.get1() + 1 + pair.get2() % 9);
                        for (long lba = pair.get1(); lba < end; lba++) {
                          all.add(lba);
                        }
                      });
                  return all;
                });
    return runs;
  }

  /** Reads a file and gives what it holds. */
  interface Reading {
    List<Extent> read(String text) throws IOException;
  }

  /**
   * Spoils a good file in a way that the seed decides: whatever comes of it, the result is in order
   * and inside the disk, or the refusal names a line.
   */
  static void spoiled(String good, long seed, DeviceGeometry disk, Reading reading)
      throws IOException {
    String text = spoil(good, new Random(seed));
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    try {
      long end = -1;
      for (Extent extent : reading.read(text)) {
        assertTrue(extent.first() > end && extent.end() <= disk.sectors(), extent.toString());
        end = extent.end();
      }
    } catch (TransferFormatException e) {
      assertTrue(e.line() >= 1 && e.line() <= lines, e.getMessage());
    }
  }

  private static String spoil(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = text.isEmpty() ? 0 : random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.insert(at, "0x-9\n {}[],\"#*?".charAt(random.nextInt(15)));
        case 3 -> text.insert(at, (char) random.nextInt(256));
        default -> text.setLength(at);
      }
    }
    return text.toString();
  }
}

package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.IOException;
import java.io.Reader;
import java.util.List;

/**
 * The list that {@code badblocks -o} writes and {@code e2fsck -l} reads: one block number a line,
 * decimal, in blocks of a size that the file does not name.
 *
 * @since 0.1
 */
public final class BadblocksList {
  /** Most extents that a reader of this package returns; a file with more is refused. */
  public static final int MOST_EXTENTS = 1 << 21;

  /** Largest block, in bytes. */
  public static final int MOST_BLOCK_SIZE = 1 << 30;

  private static final String KIND = "badblocks list";

  private BadblocksList() {}

  /**
   * Reads a list.
   *
   * @param in one block number a line, in any order; empty lines are skipped
   * @param blockSize bytes in a block, a multiple of 512, as given to {@code badblocks -b}
   * @param main the disk, in whose sectors the result is: a sector is bad if any byte of it lies in
   *     a bad block
   * @return the bad sectors, ascending, no two touching
   * @throws TransferFormatException naming the line, also for a block beyond the disk
   */
  public static List<Extent> read(Reader in, int blockSize, DeviceGeometry main)
      throws IOException {
    checkBlockSize(blockSize);
    Lines lines = new Lines(KIND, in);
    SectorGathering bad = new SectorGathering(main);
    long blocks = (main.bytes() + blockSize - 1) / blockSize;
    for (String line = lines.next(); line != null; line = lines.next()) {
      String text = line.strip();
      if (text.isEmpty()) {
        continue;
      }
      long block = parse(text, lines);
      if (block >= blocks) {
        throw lines.malformed(
            "block is beyond the disk: block="
                + block
                + ", blocks="
                + blocks
                + ", blockSize="
                + blockSize
                + "; check the block size");
      }
      if (!bad.addBytes(block * blockSize, (block + 1) * blockSize)) {
        throw lines.malformed("more than " + MOST_EXTENTS + " separate bad areas");
      }
    }
    return bad.sorted();
  }

  private static long parse(String text, Lines lines) throws TransferFormatException {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw lines.malformed(
            "expected=a block number, found=" + Lines.shown(text) + "; is it another format?");
      }
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw lines.malformed("block number is too large: found=" + Lines.shown(text));
    }
  }

  /**
   * Writes the blocks that hold one of these sectors.
   *
   * @param sectors ascending and disjoint
   * @param blockSize bytes in a block, a multiple of 512
   */
  public static void write(
      Appendable out, Iterable<Extent> sectors, int blockSize, DeviceGeometry main)
      throws IOException {
    checkBlockSize(blockSize);
    long next = 0;
    for (Extent extent : sectors) {
      long first = extent.first() * main.sectorSize() / blockSize;
      long last = (extent.end() * main.sectorSize() - 1) / blockSize;
      for (long block = Math.max(next, first); block <= last; block++) {
        out.append(Long.toString(block)).append('\n');
      }
      next = last + 1;
    }
  }

  private static void checkBlockSize(int blockSize) {
    if (blockSize < 512 || blockSize % 512 != 0 || blockSize > MOST_BLOCK_SIZE) {
      throw new IllegalArgumentException(
          "no valid block size: blockSize=" + blockSize + "; give a multiple of 512");
    }
  }
}

package dev.revector.cli;

import dev.revector.BlockDevice;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Whole sectors, handled in pieces of bounded size. */
final class Sectors {
  /** Bytes in a piece; a multiple of every sector size. */
  static final int PIECE_BYTES = 1 << 20;

  private Sectors() {}

  /**
   * Refuses an empty range and one outside the device.
   *
   * @throws IllegalArgumentException naming the range
   */
  static void checkRange(BlockDevice device, long lba, long count) {
    if (count < 1) {
      throw new IllegalArgumentException("COUNT must be at least 1: count=" + count);
    }
    device.geometry().checkRange(lba, count);
  }

  /** A buffer for {@code count} sectors, or for one piece of them. */
  static byte[] buffer(BlockDevice device, long count) {
    long wanted = Math.min(count, PIECE_BYTES) * device.geometry().sectorSize();
    return new byte[(int) Math.min(wanted, PIECE_BYTES)];
  }

  /** Takes sectors from a stream. */
  interface Sink {
    void write(long lba, ByteBuffer sectors) throws IOException;
  }

  /**
   * Hands over what the stream holds, in pieces of whole sectors, until it ends. Nothing of a piece
   * is handed over that ends within a sector or lies outside the device, and nothing at all of a
   * file that does.
   *
   * @return the number of sectors
   * @throws IllegalArgumentException if the stream ends within a sector or goes beyond the device
   */
  static long transfer(InputStream in, BlockDevice device, long lba, Sink sink) throws IOException {
    int sectorSize = device.geometry().sectorSize();
    long rest = rest(in);
    checkWhole(rest, sectorSize, 0);
    checkFits(device, lba, 0, Math.max(rest, in.available()));
    byte[] piece = new byte[PIECE_BYTES];
    long done = 0;
    for (int length = piece.length; length == piece.length; ) {
      length = in.readNBytes(piece, 0, piece.length);
      checkWhole(length, sectorSize, done);
      checkFits(device, lba, done, length);
      if (length > 0) {
        sink.write(lba + done, ByteBuffer.wrap(piece, 0, length));
      }
      done += length / sectorSize;
    }
    return done;
  }

  /** Bytes from here to the end of a file; 0 for a stream whose length nobody knows. */
  private static long rest(InputStream in) {
    if (in instanceof FileInputStream file) {
      try {
        return Math.max(0, file.getChannel().size() - file.getChannel().position());
      } catch (IOException e) {
        return 0; // a pipe has no position
      }
    }
    return 0;
  }

  private static void checkWhole(long bytes, int sectorSize, long done) {
    if (bytes % sectorSize != 0) {
      throw new IllegalArgumentException(
          "input ends within a sector: bytes="
              + (done * sectorSize + bytes)
              + ", sectorSize="
              + sectorSize
              + written(done)
              + "; give whole sectors");
    }
  }

  private static void checkFits(BlockDevice device, long lba, long done, long bytes) {
    long sectors = device.geometry().sectors();
    int sectorSize = device.geometry().sectorSize();
    if (lba + done > sectors || bytes > (sectors - lba - done) * sectorSize) {
      throw new IllegalArgumentException(
          "input goes beyond the end: lba="
              + lba
              + ", sectors="
              + sectors
              + written(done)
              + "; give at most "
              + Math.max(0, sectors - lba)
              + " sectors");
    }
  }

  private static String written(long sectors) {
    return sectors == 0 ? "" : ", written=" + sectors + " sectors";
  }
}

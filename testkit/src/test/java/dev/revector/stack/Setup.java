package dev.revector.stack;

import java.util.List;

/**
 * The sizes of a pair.
 *
 * @param copies metadata copies
 * @param spareBytes size of the spare
 * @param mainBlock bytes in a physical block of main, whose sectors have 512
 * @param spareBlock bytes in a physical block of the spare
 */
record Setup(int copies, int spareBytes, int mainBlock, int spareBlock) {
  static final int SECTORS = 128;

  /** The smallest spare for each number of copies, and some larger ones. */
  static final List<Setup> ALL =
      List.of(
          new Setup(1, 36 << 10, 512, 512),
          new Setup(1, 288 << 10, 4096, 512),
          new Setup(2, 36 << 10, 512, 512),
          new Setup(2, 288 << 10, 512, 4096),
          new Setup(3, 52 << 10, 512, 512),
          new Setup(3, 512 << 10, 512, 512),
          new Setup(3, 400 << 10, 4096, 4096),
          new Setup(5, 80 << 10, 512, 512),
          new Setup(5, 640 << 10, 4096, 4096),
          new Setup(5, 4 << 20, 512, 512),
          new Setup(8, 128 << 10, 512, 512),
          new Setup(8, 1 << 20, 512, 4096));

  int perUnit() {
    return Math.max(mainBlock, spareBlock) / 512;
  }

  /** True when so many copies on so small a spare leave their tables no room to grow. */
  boolean isCrowded() {
    return copies == 8;
  }

  /** Copies that may be damaged when the power is cut. */
  int spareCopies() {
    return Math.max(0, copies / 2 - 1);
  }
}

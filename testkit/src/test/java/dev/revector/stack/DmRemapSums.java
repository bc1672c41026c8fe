package dev.revector.stack;

/** The checksum of dm-remap's metadata, bit by bit as its format page says. */
final class DmRemapSums {
  private DmRemapSums() {}

  static int sum(byte[] copy) {
    return update(update(0, copy, 0, 0x18), copy, 0x1c, 0x14940);
  }

  private static int update(int register, byte[] bytes, int from, int to) {
    int sum = register;
    for (int i = from; i < to; i++) {
      sum ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 1 ? sum >>> 1 ^ 0xEDB88320 : sum >>> 1;
      }
    }
    return sum;
  }
}

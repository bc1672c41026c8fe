package dev.revector.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;

/** Sectors of 512 bytes that are filled with one number each. */
final class Sectors {
  private Sectors() {}

  static ByteBuffer of(int... fills) {
    ByteBuffer buffer = ByteBuffer.allocate(512 * fills.length);
    for (int fill : fills) {
      for (int i = 0; i < 512; i++) {
        buffer.put((byte) fill);
      }
    }
    return buffer.flip();
  }

  /** The number that a sector is filled with. */
  static int fill(SimulatedDisk disk, long lba) {
    byte[] bytes = disk.peek(lba, 1);
    for (byte b : bytes) {
      assertEquals(bytes[0], b);
    }
    return bytes[0];
  }
}

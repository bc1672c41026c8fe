package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Sectors whose bytes follow from their address and a version, and their comparison. */
final class Content {
  private Content() {}

  /** The bytes of {@code count} sectors, position zero. */
  static ByteBuffer of(BlockDevice device, long lba, int count, int version) {
    int size = device.geometry().sectorSize();
    ByteBuffer bytes = ByteBuffer.allocate(count * size);
    byte[] sector = new byte[size];
    for (int i = 0; i < count; i++) {
      new Random((lba + i) * 31 + version).nextBytes(sector);
      bytes.put(sector);
    }
    return bytes.flip();
  }

  static void write(BlockDevice device, long lba, int count, int version) throws IOException {
    device.write(lba, of(device, lba, count, version));
  }

  static ByteBuffer read(BlockDevice device, long lba, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * device.geometry().sectorSize());
    device.read(lba, bytes);
    return bytes.flip();
  }

  /** Demands what {@link #write} with this version wrote. */
  static void expect(BlockDevice device, long lba, int count, int version, String when)
      throws IOException {
    expect(device, lba, of(device, lba, count, version), when);
  }

  static void expectZeros(BlockDevice device, long lba, int count, String when) throws IOException {
    expect(device, lba, ByteBuffer.allocate(count * device.geometry().sectorSize()), when);
  }

  private static void expect(BlockDevice device, long lba, ByteBuffer wanted, String when)
      throws IOException {
    int size = device.geometry().sectorSize();
    compare(size, lba, wanted, read(device, lba, wanted.remaining() / size), when);
  }

  /** Demands equal bytes; the message names the first sector that differs. */
  static void compare(int sectorSize, long lba, ByteBuffer wanted, ByteBuffer got, String when) {
    Expect.equal(wanted.remaining(), got.remaining(), when + ": bytes read from lba=" + lba);
    int at = wanted.mismatch(got);
    Expect.that(
        at < 0, when + ": other data than expected: lba=" + (lba + Math.max(0, at) / sectorSize));
  }
}

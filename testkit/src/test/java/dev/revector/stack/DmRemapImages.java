package dev.revector.stack;

import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Spare devices that the kernel module dm-remap wrote, and the main device they belong to. Every
 * sector {@code i} of main held the text {@code M} and {@code i} in 15 digits, 32 times over, and
 * that of the spare {@code S} and {@code i}.
 */
final class DmRemapImages {
  static final int SECTORS = 32768;
  static final int WRITTEN = 1280;

  private static final Map<String, String> SHA256 =
      Map.of(
          "r1", "eadb3e758e897fecacf524be56bfb8d1f5eb10f0d825d4b94710d7a81cd63fb6",
          "r10", "51b0abe147d046b23679515533df6f7b9229512ae11603f35c4db7befdcb6bc4",
          "rcoll", "6ec8f53c4549c756f7c041662e542a40b416e0ed56298c7e87ce2e72841a1840");

  /** Only ever copied. */
  private static final SimulatedDisk MAIN = written();

  private DmRemapImages() {}

  /** The whole image of a spare. */
  static byte[] image(String name) throws IOException {
    byte[] image = new byte[SECTORS * 512];
    try (InputStream head =
        new GZIPInputStream(DmRemapImages.class.getResourceAsStream("/dm-remap/" + name + ".gz"))) {
      int length = head.readNBytes(image, 0, WRITTEN * 512);
      if (length != WRITTEN * 512) {
        throw new IOException("resource is too short: bytes=" + length);
      }
    }
    for (int i = WRITTEN; i < SECTORS; i++) {
      System.arraycopy(text('S', i), 0, image, i * 512, 512);
    }
    if (!sha256(image).equals(SHA256.get(name))) {
      throw new IOException("image is not what the module wrote: name=" + name);
    }
    return image;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What sector {@code i} of a device held before the module touched it. */
  static byte[] text(char device, long i) {
    String digits = Long.toString(i);
    String once = device + "0".repeat(15 - digits.length()) + digits;
    return once.repeat(32).getBytes(StandardCharsets.US_ASCII);
  }

  static SimulatedDisk spare(String name) throws IOException {
    return spare(name, 512);
  }

  static SimulatedDisk spare(String name, int physicalBlock) throws IOException {
    SimulatedDisk disk =
        SimulatedDisk.builder(SECTORS).physicalBlockSize(physicalBlock).seed(3).path("old").build();
    disk.poke(0, image(name));
    return disk;
  }

  /** Main as it was before the module touched it. */
  static SimulatedDisk main() {
    return MAIN.copy();
  }

  private static SimulatedDisk written() {
    SimulatedDisk disk = SimulatedDisk.builder(SECTORS).seed(4).path("main").build();
    ByteBuffer all = ByteBuffer.allocate(SECTORS * 512);
    for (int i = 0; i < SECTORS; i++) {
      all.put(text('M', i));
    }
    disk.poke(0, all.array());
    return disk;
  }
}

package dev.revector.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A disk image against arrays: writes, zeros and snapshots in any order. */
final class DiskImageProperties {
  private static final int SIZE = 80 * 4096;

  @Property(tries = 200)
  void shouldBehaveLikeAnArray(@ForAll long seed) {
    Random random = new Random(seed);
    List<DiskImage> images = new ArrayList<>(List.of(new DiskImage(SIZE)));
    List<byte[]> models = new ArrayList<>(List.of(new byte[SIZE]));
    for (int step = 0; step < 60; step++) {
      int which = random.nextInt(images.size());
      DiskImage image = images.get(which);
      byte[] model = models.get(which);
      int offset = random.nextInt(SIZE);
      int length = random.nextInt(Math.min(SIZE - offset, 1 << random.nextInt(19)) + 1);
      switch (random.nextInt(4)) {
        case 0 -> {
          image.zero(offset, length);
          Arrays.fill(model, offset, offset + length, (byte) 0);
        }
        case 1 -> {
          images.add(image.snapshot());
          models.add(model.clone());
        }
        default -> {
          byte[] data = new byte[length];
          random.nextBytes(data);
          image.write(offset, data, 0, length);
          System.arraycopy(data, 0, model, offset, length);
        }
      }
    }
    for (int i = 0; i < images.size(); i++) {
      ByteBuffer read = ByteBuffer.allocate(SIZE);
      images.get(i).read(0, read);
      assertArrayEquals(models.get(i), read.array());
    }
  }
}

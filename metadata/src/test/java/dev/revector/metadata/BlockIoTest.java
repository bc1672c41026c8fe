package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of 4 KiB on two devices of 512-byte sectors, the second with 10 blocks. */
class BlockIoTest {
  private static final int BLOCK = 4096;

  private final List<String> log = new ArrayList<>();
  private final MemoryDisk first = new MemoryDisk("a", 8, 512, log);
  private final MemoryDisk second = new MemoryDisk("b", 83, 512, log);
  private final BlockIo io = new BlockIo(List.of(first, second), BLOCK);

  private static byte[] bytes(int blocks, int value) {
    byte[] bytes = new byte[blocks * BLOCK];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** A buffer of which someone has read a part already. */
  private static ByteBuffer used(int blocks, int value) {
    return ByteBuffer.wrap(bytes(blocks, value)).position(100);
  }

  @Test
  void shouldWriteWholeBlocksAtTheirPlaces() throws IOException {
    io.write(1, 9, used(1, 7));
    io.flush(1);
    assertEquals(List.of("write b72", "flush b"), log);
    assertArrayEquals(bytes(1, 7), second.bytes(72, 8));
    ByteBuffer read = used(1, 0);
    assertTrue(io.read(1, 9, read));
    assertEquals(ByteBuffer.wrap(bytes(1, 7)), read.clear());
  }

  @Test
  void shouldReadNeighboursAtOnceUpToTheLastWholeBlock() throws IOException {
    io.write(1, 9, used(1, 7));
    ByteBuffer two = used(2, 1);
    assertTrue(io.read(1, 8, two));
    assertEquals(0, two.get(0));
    assertEquals(7, two.get(BLOCK));
    assertFalse(io.read(1, 9, two));
    assertFalse(io.read(1, 10, used(1, 0)));
    assertTrue(io.read(0, 0, used(1, 0)));
    assertFalse(io.read(2, 0, used(1, 0)));
  }

  @Test
  void shouldTellWhatTheMediumCannotRead() throws IOException {
    second.lose(17);
    assertFalse(io.read(1, 2, used(1, 0)));
    assertTrue(io.read(1, 1, used(1, 0)));
  }

  @Test
  void shouldWriteOnceMoreWhatWasRefusedOnce() throws IOException {
    second.refuse(16, 1);
    io.write(1, 2, used(1, 5));
    assertEquals(List.of("write b16", "write b16"), log);
    assertArrayEquals(bytes(1, 5), second.bytes(16, 8));
  }

  @Test
  void shouldTellWhatIsRefusedTwice() throws IOException {
    second.refuse(16, 3);
    assertThrows(MediumException.class, () -> io.write(1, 2, used(1, 5)));
    assertTrue(io.tryWrite(1, 2, used(1, 6)));
    second.refuse(16, 2);
    assertFalse(io.tryWrite(1, 2, used(1, 5)));
    assertEquals(6, log.size());
    assertArrayEquals(bytes(1, 6), second.bytes(16, 8));
  }
}

package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final int PAGE = 4096;
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private final List<String> advice = new ArrayList<>();
  private final List<MemorySegment> advised = new ArrayList<>();
  private final Memory memory = new Memory(this::note);

  private void note(MemorySegment pages, int what) {
    advised.add(pages);
    advice.add(what + ": " + pages.byteSize());
  }

  private static long page(MemorySegment memory) {
    return memory.address() / Memory.HUGE_PAGE;
  }

  private static void expectZerosAndFill(MemorySegment memory) {
    assertEquals(0, memory.address() % PAGE);
    byte[] content = memory.toArray(ValueLayout.JAVA_BYTE);
    assertTrue(Arrays.equals(new byte[content.length], content));
    memory.fill((byte) 1);
  }

  @Test
  void shouldPutLargeBuffersIntoOneHugePageWhileTheyFit() {
    List<MemorySegment> buffers = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      buffers.add(memory.allocate(256 * KIB, PAGE));
    }
    buffers.forEach(MemoryTest::expectZerosAndFill);
    assertEquals(0, buffers.get(0).address() % Memory.HUGE_PAGE);
    assertEquals(page(buffers.get(0)), page(buffers.get(7)));
    assertNotEquals(page(buffers.get(0)), page(buffers.get(8)));
  }

  @Test
  void shouldAdviseHugePagesBeforeTheyAreTouchedAndGiveTheSmallOnesBack() {
    MemorySegment buffer = memory.allocate(3 * MIB, PAGE);
    assertEquals(3 * MIB, buffer.byteSize());
    assertEquals("14: " + 4 * MIB, advice.get(0));
    assertEquals(buffer.address(), advised.get(0).address());
    assertTrue(advice.get(1).startsWith("4: "), advice.get(1));
    MemorySegment dropped = advised.get(1);
    assertEquals(0, dropped.address() % (64 * KIB));
    assertEquals(0, dropped.byteSize() % (64 * KIB));
    assertTrue(dropped.address() <= buffer.address());
    assertTrue(dropped.address() + dropped.byteSize() >= buffer.address() + 4 * MIB);
    assertTrue(dropped.byteSize() <= 6 * MIB);
    assertEquals(page(buffer) + 1, page(memory.allocate(MIB, PAGE)));
    assertEquals(2, advice.size());
  }

  @Test
  void shouldNotTakeAHugePageForASmallBuffer() {
    expectZerosAndFill(memory.allocate(256 * KIB - 512, PAGE));
    assertEquals(List.of(), advice);
  }

  @Test
  void shouldGiveOrdinaryMemoryWhenThereIsTooLittleForHugePages() {
    Memory tight =
        new Memory(
            (pages, advice) -> {
              throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            });
    expectZerosAndFill(tight.allocate(MIB, PAGE));
  }

  @Test
  void shouldKeepTheLargerRest() {
    long first = page(memory.allocate(512 * KIB, PAGE));
    memory.allocate(2 * MIB, PAGE);
    assertEquals(first, page(memory.allocate(MIB, PAGE)));
  }

  @Test
  void shouldAlignBuffersWhoseLengthIsNoMultipleOfIt() {
    memory.allocate(256 * KIB + 512, 64 * KIB);
    assertEquals(0, memory.allocate(256 * KIB + 512, 64 * KIB).address() % (64 * KIB));
  }

  /** Fails where the kernel has huge pages and Java's are not among them. */
  @Test
  void shouldGetHugePagesFromTheSystem() throws IOException {
    Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    assumeFalse(!Files.exists(setting) || Files.readString(setting).contains("[never]"));
    MemorySegment buffer = Memory.ofSystem().allocate(64 * MIB, PAGE);
    expectZerosAndFill(buffer);
    assertNotEquals(0, hugeKibibytes(buffer.address()));
  }

  /** Of the area of this process that holds the address, as the kernel tells it. */
  private static long hugeKibibytes(long address) throws IOException {
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      String[] words = line.split("[ -]+", -1);
      if (words[0].matches("[0-9a-f]+")) {
        inside =
            Long.parseUnsignedLong(words[0], 16) <= address
                && address < Long.parseUnsignedLong(words[1], 16);
      } else if (inside && words[0].equals("AnonHugePages:")) {
        return Long.parseLong(words[1]);
      }
    }
    return 0;
  }
}

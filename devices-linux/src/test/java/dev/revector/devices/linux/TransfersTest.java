package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A system that does less than it was asked for, is interrupted, or is busy. */
class TransfersTest {
  private static final int SECTOR = 512;

  private final Scripted device = new Scripted();
  private final Transfers transfers = new Transfers(device, SECTOR, Memory.ofSystem());

  /** Moves as many bytes as the script says, or fails so; all when there is nothing left in it. */
  private static final class Scripted implements Transfers.Target {
    final Deque<Long> script = new ArrayDeque<>();
    final List<String> asked = new ArrayList<>();
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public long read(long address, long bytes, long offset) {
      long count = next("r", bytes, offset);
      for (long i = 0; i < count; i++) {
        memory(address, bytes).set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, at(offset + i));
      }
      return count;
    }

    @Override
    public long write(long address, long bytes, long offset) {
      long count = next("w", bytes, offset);
      if (count > 0) {
        written.writeBytes(memory(address, count).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      }
      return count;
    }

    private long next(String what, long bytes, long offset) {
      asked.add(what + " " + bytes + " @" + offset);
      return script.isEmpty() ? bytes : script.remove();
    }

    @SuppressWarnings("restricted")
    private static MemorySegment memory(long address, long bytes) {
      return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    static byte at(long offset) {
      return (byte) (offset / 7);
    }
  }

  private static ByteBuffer aligned(int bytes) {
    return ByteBuffer.allocateDirect(bytes + SECTOR).alignedSlice(SECTOR).slice(0, bytes);
  }

  private static ByteBuffer expected(long offset, int bytes) {
    ByteBuffer data = ByteBuffer.allocate(bytes);
    for (int i = 0; i < bytes; i++) {
      data.put(i, Scripted.at(offset + i));
    }
    return data;
  }

  @Test
  void shouldGoOnBehindTheWholeSectorsOfAShortRead() {
    device.script.addAll(List.of(512L, 1500L));
    ByteBuffer buffer = aligned(8 * SECTOR);
    assertEquals(0, transfers.read(1024, buffer));
    assertEquals(List.of("r 4096 @1024", "r 3584 @1536", "r 2560 @2560"), device.asked);
    assertEquals(expected(1024, 4096), buffer.flip());
  }

  @Test
  void shouldGoOnBehindTheWholeSectorsOfAShortWriteOfAnyBuffer() {
    device.script.addAll(List.of(1023L, 512L));
    ByteBuffer data = expected(99, 4 * SECTOR);
    assertEquals(0, transfers.write(0, data));
    assertFalse(data.hasRemaining());
    assertEquals(List.of("w 2048 @0", "w 1536 @512", "w 1024 @1024"), device.asked);
  }

  @Test
  void shouldSayWhatWasDoneBeforeAnError() {
    device.script.addAll(List.of(1024L, (long) -Errno.EIO));
    ByteBuffer buffer = aligned(8 * SECTOR);
    assertEquals(Errno.EIO, transfers.read(0, buffer));
    assertEquals(1024, buffer.position());
    device.script.addAll(List.of(1024L, (long) -Errno.EIO));
    ByteBuffer heap = ByteBuffer.allocate(8 * SECTOR);
    assertEquals(Errno.EIO, transfers.read(0, heap));
    assertEquals(1024, heap.position());
    assertEquals(expected(0, 1024), heap.flip());
  }

  @Test
  void shouldNoticeTheEnd() {
    device.script.addAll(List.of(1024L, 100L));
    assertEquals(Transfers.ENDED, transfers.read(0, aligned(8 * SECTOR)));
  }

  @Test
  void shouldMakeInterruptedCallsAgainAndBusyOnesForAWhile() {
    Deque<Long> results = new ArrayDeque<>();
    int[] pauses = new int[1];
    Runnable pause = () -> pauses[0]++;
    results.addAll(List.of((long) -Errno.EINTR, (long) -Errno.EAGAIN, 7L));
    assertEquals(7, Retry.run(results::remove, pause));
    assertEquals(1, pauses[0]);
    assertEquals(-Errno.EAGAIN, Retry.run(() -> -Errno.EAGAIN, pause));
    assertEquals(1 + Retry.BUSY_TRIES, pauses[0]);
    results.addAll(List.of((long) -Errno.EIO));
    assertEquals(-Errno.EIO, Retry.run(results::remove, pause));
  }
}

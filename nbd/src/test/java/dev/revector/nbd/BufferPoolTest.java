package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private static final int MIB = 1 << 20;

  private final List<ByteBuffer> made = new ArrayList<>();
  private final BufferPool pool = new BufferPool(4 * MIB, this::make);
  private final Semaphore share = BufferPool.share(3 * MIB);

  private ByteBuffer make() {
    made.add(ByteBuffer.allocateDirect(MIB + 4096).alignedSlice(4096).slice(0, MIB));
    return made.get(made.size() - 1);
  }

  @Test
  void shouldTakeTheLargestPiecesAsTheDeviceLikesThem() {
    List<ByteBuffer> pieces = pool.take(MIB + 5000, share).pieces();
    assertEquals(1, made.size());
    assertSame(made.get(0), pieces.get(0));
  }

  @Test
  void shouldLendNoMoreThanItsBoundAndTheShare() {
    Lease most = pool.take(3 * MIB, share);
    assertNull(pool.tryTake(1, share));
    Semaphore other = BufferPool.share(3 * MIB);
    assertNull(pool.tryTake(2 * MIB, other));
    Lease rest = pool.tryTake(MIB, other);
    assertNotNull(rest);
    assertEquals(0, pool.freeBytes());
    most.close();
    most.close();
    rest.close();
    assertEquals(4 * MIB, pool.freeBytes());
  }

  @Test
  void shouldMakePiecesOfThePlacesThatWereFreedLast() {
    Lease one = pool.take(4096, share);
    Lease two = pool.take(4096, share);
    ByteBuffer last = two.pieces().get(0);
    one.close();
    two.close();
    assertSame(last, pool.take(4096, share).pieces().get(0));
  }

  @Test
  void shouldBeginEachPieceWithAPage() {
    List<ByteBuffer> pieces = pool.take(MIB + 5000, share).pieces();
    assertEquals(List.of(MIB, 5000), pieces.stream().map(ByteBuffer::remaining).toList());
    pieces.forEach(piece -> assertEquals(0, piece.alignmentOffset(0, 4096)));
  }
}

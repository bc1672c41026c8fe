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
    assertNull(pool.tryTake(1, BufferPool.share(MIB)));
    most.close();
    most.close();
    rest.close();
    assertNotNull(pool.tryTake(4 * MIB, BufferPool.share(4 * MIB)));
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
  void shouldMakeNewPiecesAfterItForgotTheOthers() {
    pool.take(MIB, share).close();
    pool.forget();
    pool.take(MIB, share).close();
    pool.take(MIB, share).close();
    assertEquals(2, made.size());
  }

  @Test
  void shouldBeginEachPieceWithAPage() {
    List<ByteBuffer> pieces = pool.take(MIB + 5000, share).pieces();
    assertEquals(List.of(MIB, 5000), pieces.stream().map(ByteBuffer::remaining).toList());
    pieces.forEach(piece -> assertEquals(0, piece.alignmentOffset(0, 4096)));
  }
}

package dev.revector.devices.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Moves bytes between buffers and an open device. The one place that knows of alignment: {@code
 * O_DIRECT} wants memory, offset and length aligned to the sector. A direct buffer that begins on
 * such an address goes to the system as it is; the content of any other passes through a buffer of
 * a pool.
 *
 * <p>Offsets and lengths are whole sectors already. Results are 0, {@link #ENDED}, or the error
 * number; the position of the caller's buffer has moved over what was done, in whole sectors.
 */
final class Transfers {
  /** The device ended before the request did. */
  static final int ENDED = -1;

  /** Most bytes in one call: the system's limit is a little below 2 GiB. */
  private static final int MOST_BYTES = 1 << 30;

  /** Memory that begins with a page needs no more of the device's segments than its length does. */
  private static final int PAGE = 4096;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MOST_BUFFERS = 16;

  private final Target device;
  private final int sectorSize;
  private final Memory memory;
  private final Pool<Piece> pieces;
  private final Addresses addresses = new Addresses();

  /** Reads and writes memory; may do less than it is asked for. */
  interface Target {
    /**
     * Reads at most {@code bytes} to an address.
     *
     * @return how many it read, 0 at the end of the file or device, or the negated error number
     */
    long read(long address, long bytes, long offset);

    /**
     * Writes at most {@code bytes} from an address.
     *
     * @return how many it wrote, or the negated error number
     */
    long write(long address, long bytes, long offset);
  }

  Transfers(Target device, int sectorSize, Memory memory) {
    this.device = device;
    this.sectorSize = sectorSize;
    this.memory = memory;
    this.pieces = new Pool<>(MOST_BUFFERS, () -> new Piece(segment(BUFFER_BYTES)));
  }

  /** A buffer that the system takes as it is. */
  ByteBuffer allocate(int bytes) {
    return segment(bytes).asByteBuffer();
  }

  private MemorySegment segment(int bytes) {
    return memory.allocate(bytes, Math.max(sectorSize, PAGE));
  }

  /** Memory that the system takes, its address, and the same memory for Java. */
  private record Piece(MemorySegment memory, long address, ByteBuffer view) {
    Piece(MemorySegment memory) {
      this(memory, memory.address(), memory.asByteBuffer());
    }
  }

  /** Fills the buffer. */
  int read(long offset, ByteBuffer target) {
    long address = address(target);
    return address == Addresses.NONE
        ? readThroughPieces(offset, target)
        : run(true, offset, address, target);
  }

  /** Writes the buffer. */
  int write(long offset, ByteBuffer source) {
    long address = address(source);
    return address == Addresses.NONE
        ? writeThroughPieces(offset, source)
        : run(false, offset, address, source);
  }

  /** Where the buffer's content lies, if the system takes it from there. */
  private long address(ByteBuffer buffer) {
    long address = addresses.of(buffer);
    return (address & sectorSize - 1) == 0 ? address : Addresses.NONE;
  }

  /** Runs calls until all is done, since the system may do less than it was asked for. */
  private int run(boolean reading, long offset, long address, ByteBuffer buffer) {
    try {
      int start = buffer.position();
      while (buffer.hasRemaining()) {
        long bytes = Math.min(buffer.remaining(), MOST_BYTES);
        int moved = buffer.position() - start;
        long done =
            reading
                ? device.read(address + moved, bytes, offset + moved)
                : device.write(address + moved, bytes, offset + moved);
        if (done < 0) {
          return (int) -done;
        }
        int whole = (int) done & -sectorSize;
        if (whole == 0) {
          return ENDED;
        }
        buffer.position(buffer.position() + whole);
      }
      return 0;
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  private int readThroughPieces(long offset, ByteBuffer target) {
    Piece piece = pieces.take();
    try {
      int start = target.position();
      int result = 0;
      while (target.hasRemaining() && result == 0) {
        ByteBuffer view = piece.view.clear();
        view.limit(Math.min(view.capacity(), target.remaining()));
        result = run(true, offset + target.position() - start, piece.address, view);
        target.put(view.flip());
      }
      return result;
    } finally {
      pieces.give(piece);
    }
  }

  private int writeThroughPieces(long offset, ByteBuffer source) {
    Piece piece = pieces.take();
    try {
      int start = source.position();
      int result = 0;
      while (source.hasRemaining() && result == 0) {
        int from = source.position();
        ByteBuffer view = piece.view.clear();
        int bytes = Math.min(view.capacity(), source.remaining());
        view.put(0, source, from, bytes).limit(bytes);
        result = run(false, offset + from - start, piece.address, view);
        source.position(from + view.position());
      }
      return result;
    } finally {
      pieces.give(piece);
    }
  }

  /** Writes zeros. */
  int writeZeroes(long offset, long bytes) {
    Piece piece = pieces.take();
    try {
      piece.memory.fill((byte) 0);
      int result = 0;
      for (long done = 0; done < bytes && result == 0; done += BUFFER_BYTES) {
        ByteBuffer view = piece.view.clear();
        view.limit((int) Math.min(BUFFER_BYTES, bytes - done));
        result = run(false, offset + done, piece.address, view);
      }
      return result;
    } finally {
      pieces.give(piece);
    }
  }
}

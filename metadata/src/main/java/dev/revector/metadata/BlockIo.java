package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads and writes metadata blocks on the spares. Thread-safe as far as the devices are. */
final class BlockIo {
  private final List<BlockDevice> spares;
  private final int blockSize;

  BlockIo(List<BlockDevice> spares, int blockSize) {
    this.spares = List.copyOf(spares);
    this.blockSize = blockSize;
  }

  /**
   * Fills a buffer with a block, or with several neighbours; false when the medium can't read one
   * or the device does not reach so far.
   */
  boolean read(int spare, long address, ByteBuffer blocks) throws IOException {
    long count = blocks.capacity() / blockSize;
    if (spare >= spares.size() || address > device(spare).geometry().bytes() / blockSize - count) {
      return false;
    }
    try {
      blocks.clear();
      device(spare).read(lba(spare, address), blocks);
      return true;
    } catch (MediumException e) {
      return false;
    }
  }

  /** Writes a block, a second time if the medium refuses it once. */
  void write(int spare, long address, ByteBuffer block) throws IOException {
    block.clear();
    try {
      device(spare).write(lba(spare, address), block);
    } catch (MediumException e) {
      block.clear();
      device(spare).write(lba(spare, address), block);
    }
  }

  /** Writes a block; false when the medium refuses it. */
  boolean tryWrite(int spare, long address, ByteBuffer block) throws IOException {
    try {
      write(spare, address, block);
      return true;
    } catch (MediumException e) {
      return false;
    }
  }

  void flush(int spare) throws IOException {
    device(spare).flush();
  }

  BlockDevice device(int spare) {
    return spares.get(spare);
  }

  private long lba(int spare, long address) {
    return address * (blockSize / device(spare).geometry().sectorSize());
  }
}

package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A sound device whose medium can write only whole physical blocks: it erases them first, so that a
 * power cut may take what shares one with a write.
 */
final class WholeBlocks extends BrokenDevice {

  WholeBlocks(BlockDevice sound) {
    super(sound);
  }

  @Override
  public synchronized void write(long lba, ByteBuffer source) throws IOException {
    int count = geometry().wholeSectors(source.remaining());
    geometry().checkRange(lba, count);
    int perBlock = geometry().sectorsPerBlock();
    long first = lba / perBlock * perBlock;
    long end = (lba + count + perBlock - 1) / perBlock * perBlock;
    ByteBuffer blocks = ByteBuffer.allocate((int) (end - first) * geometry().sectorSize());
    if (first < lba || lba + count < end) {
      sound.read(first, blocks);
    }
    sound.writeZeroes(first, end - first);
    int size = geometry().sectorSize();
    blocks.position((int) (lba - first) * size).put(source);
    sound.write(first, blocks.clear());
  }

  @Override
  public synchronized void read(long lba, ByteBuffer target) throws IOException {
    sound.read(lba, target);
  }
}

package dev.revector.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A second place that has the data of main: a mirror, parity, a replica. Supplied by the embedder.
 * The engine asks it for sectors that neither main nor spare can read, and writes what it gets as a
 * normal write.
 *
 * @since 0.1
 */
public interface RedundancySource {

  /**
   * Fills {@code target} with the data of the sectors from {@code lba} on. Any thread may call; no
   * lock of the library that another sector needs is held.
   *
   * @return true if the whole buffer was filled with right data; false if the source does not have
   *     it
   */
  boolean recover(long lba, ByteBuffer target) throws IOException;
}
